export class Kiln {
  shelves = 3;
  heat = 900;

  fire() {
    return burn(this.heat);
  }
}

export const most = new Kiln().heat;
