export class Lamp {
  dim(level) {
    this.level = level;
  }
}
