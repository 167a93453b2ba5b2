function run(list) {
  const all = list.map((x) => {
    return x + 1;
  });

  return all;
}
