class Pool {
  start() {
    this.log();
    this.primary.open();
    this.replica.open();
    this.ready = true;
  }
}
