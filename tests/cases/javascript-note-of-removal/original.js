class Mixer {
  play() {
    this.on = true;
  }

  mute() {
    this.volume = 0;
  }

  stop() {
    this.on = false;
  }
}
