function lend(book) {
  const lease = sign(book);
  keep(lease);
  // The reader has to bring the book back within a month, always.
}
