export class Feeder {
  constructor(bowl) {
    this.bowl = bowl;
  }

  morning(cat) {
    if (this.locked) return;
    const portion = this.bowl.scoop(cat.weight);
    if (!portion) {
      this.beep();
      return;
    }
    this.bowl.pour(portion);
    this.log(portion, "morning");
  }

  evening(cat) {
    if (this.locked) return;
    const portion = this.bowl.scoop(cat.weight / 2);
    if (!portion) {
      this.beep();
      return;
    }
    this.bowl.pour(portion);
    this.log(portion, "evening");
  }

  lock() {
    this.locked = true;
  }
}
