function wait(run) {
  const start = Date.now();

  // Some need a while
  for (;;) {
    if (run()) return start;
  }
}
