export class Tides {
  async load(force = false): Promise<void> {
    if (!force && Date.now() - this.readAt < this.options.age) {
      return;
    }
    this.levels = await this.read();
    this.readAt = Date.now();
    this.changed = true;
  }
}
