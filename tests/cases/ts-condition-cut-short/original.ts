export class Window {
  private marks: number[] = [];

  evict() {
    this.log('evict');
    if (this.marks.length > 0) {
      const now = this.clock();
      let stale = 0;
      // Count what is too old.
      for (let at = 0; at < this.marks.length && this.marks[at] <= now; at++) {
        stale = at + 1;
      }
      stale && this.marks.splice(0, stale);
    }
  }
}
