class Menu {
  press(event) {
    // The escape key closes it
    if (event.keyCode === 27) this.close();
  }

  open() {
    this.shown = true;
  }
}
