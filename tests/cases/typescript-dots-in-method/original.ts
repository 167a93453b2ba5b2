class A {
  one(): void {
    a();
  }

  two(): void {
    b();
  }
}
