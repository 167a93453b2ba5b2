function brew(log) {
  // eslint-disable-next-line no-console
  console.log(log.start);

  // eslint-disable-next-line no-console
  console.log(log.steep);
  pour(log);
}
