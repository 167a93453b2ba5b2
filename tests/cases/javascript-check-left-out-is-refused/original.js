class Depot {
  ship(id, where) {
    const crate = this.crates.get(id);
    if (!crate) {
      throw new Error(`no crate ${id}`);
    }
    crate.where = where;
    this.note(crate);
    return crate;
  }
}
