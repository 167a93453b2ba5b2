class Player {
  constructor(out) {
    this.out = out;
  }

  /** Starts. */
  play(track) {
    this.load(track);
  }

  pause() {
    this.emit('pause');
  }

  /** Stops. */
  stop() {
    this.emit('stop');
  }
}
