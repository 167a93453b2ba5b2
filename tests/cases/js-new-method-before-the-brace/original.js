class A {
  alpha(x) {
    return this.alpha(x);
  }

  beta(x) {
    return this.beta(x);
  }

  gamma(x) {
    return this.gamma(x);
  }

  delta(x) {
    return this.delta(x);
  }
}
