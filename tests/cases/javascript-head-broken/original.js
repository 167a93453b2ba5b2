export class Courier {
  constructor(depot) {
    this.depot = depot;
  }

  async deliver(parcel, address) {
    const route = this.depot.route(address);
    const van = await this.depot.van(route);
    van.load(parcel);
    await van.drive(route);
    return van;
  }

  recall(van) {
    return van.drive(this.depot.home);
  }
}
