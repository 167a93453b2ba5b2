class A {
  get(p, q) {
    return this.r('GET', p, { q });
  }

  post(p, b) {
    return this.r('POST', p, { b });
  }

  delete(p) {
    return this.z(p);
  }
}
