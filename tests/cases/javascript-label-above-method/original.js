class A {
  one() {
    a();
  }

  go() {
    b();
  }
}
