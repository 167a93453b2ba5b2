function f(a) {
  try {
    one();
  } catch (e) {
    two();
  }
}
