class Pond {
  feed() {
    this.fish.forEach((fish) => fish.eat());
  }

  drain() {
    this.depth = 0;
  }

  toString() {
    return `Pond(${this.fish.length})`;
  }

  freeze() {
    this.ice = true;
  }

  thaw() {
    this.ice = false;
  }
}
