class A {
  one() {
    a();
  }

  two() {
    b();
  }
}
