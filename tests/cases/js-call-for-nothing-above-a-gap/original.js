function fill(list, names) {
  const sorted = [...names].sort();
  list.clear();
  for (const name of sorted) {
    list.append(name);
  }
  return list;
}
