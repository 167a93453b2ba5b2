class Menu {
  press(event) {
    // todo keyCode is deprecated
    if (event.keyCode === 27) this.close();
  }

  open() {
    this.shown = true;
  }
}
