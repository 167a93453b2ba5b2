// Alpha does it.
function alpha(a) {
  one(a);
  return 1;
}

// Beta does it.
function beta(b) {
  two(b);
  return 2;
}

// Gamma does it.
function gamma(c) {
  three(c);
  return 3;
}
