class Pool {
  add (origin) {
    this.count++;

    if (this.list.find((one) => (
      one.origin === origin &&
      one.open
    ))) {
      return this;
    }
    this.list.push(make(origin));
    return this;
  }
}
