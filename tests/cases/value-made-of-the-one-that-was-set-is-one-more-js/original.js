class Box {
  setup(el) {
    this.el = el
    this.size = measure(el)
    run(this)
  }
}
