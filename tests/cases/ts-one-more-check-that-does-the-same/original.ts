export class Tides {
  async load(force = false): Promise<void> {
    if (!force && this.ready) {
      return;
    }
    this.levels = await this.read();
    this.changed = true;
  }
}
