function f(a) {
  if (a) {
    one();
  } else {
    two();
    three();
  }
}
