function f(a) {
  if (a.ok) {
    second(a);
    third(a);
  }
}
