function count(cells) {
  scan(cells);
  rows += 1;
}
