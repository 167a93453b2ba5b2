function tags(pages) {
  const found = [];
  for (const page of pages) {
    found.push(tag(page));
  }
  return found;
}
