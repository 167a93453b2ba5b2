class Timer {
  start(id: string) {
    if (this.current) {
      throw new Error(`busy with ${this.current.id}`);
    }
    this.current = { id };
  }

  finish() {
    if (!this.current) {
      return;
    }
    this.current = null;
  }

  abort() {
    if (!this.current) {
      return;
    }
    this.log.push(this.current);
  }
}
