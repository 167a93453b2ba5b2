class Panel {
  open() {
    this.shown = true;
  }

  toggle(event) {
    event.preventDefault();
    this.shown = !this.shown;
  }

  close() {
    this.shown = false;
  }
}
