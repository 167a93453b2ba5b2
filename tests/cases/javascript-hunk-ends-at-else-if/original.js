function f(a) {
  if (a) {
    one();
  } else if (b) {
    two();
    three();
  }
  four();
}
