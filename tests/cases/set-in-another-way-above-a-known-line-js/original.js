class Store {
  setReader(reader) {
    this.check(reader)
    this.readerFactory = Object.assign(
      {},
      this.readerFactory,
      { build: () => reader })
    this.reader = reader
    this.isCustom = true
  }
}
