class A {
  load() {
    return 1;
  }

  reset() {
    this.n = 0;
  }
}

class B {
  load() {
    return 2;
  }

  // start over
  reset() {
    this.n = 1;
  }
}
