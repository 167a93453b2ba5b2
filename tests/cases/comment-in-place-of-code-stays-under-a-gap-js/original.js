class Store {
  fill() {
    // Nothing to fill yet.
  }

  empty() {
    this.rows = [];
  }
}
