class Pump {
  set(level) {
    if (level < 0 || level > 40) {
      throw new RangeError('level must be between 0 and 40');
    }
    this.level = level;
    this.start();
  }
}
