class Tank {
  drain(valve) {
    if (
      this.valve &&
      !this.mustReset
    ) {
      return;
    }

    if (this.mustReset) {
      this.mustReset = false;
      this.close();
    }

    valve.open(this.level);
    this.level = 0;
    this.valve = valve;
  }
}
