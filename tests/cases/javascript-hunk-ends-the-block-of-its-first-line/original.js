class Ferry {
  load(cars) {
    for (const car of cars) {
      try {
        this.weigh(car);
        this.deck.place(car.plate, car.length);
      } catch (e) { }
    }
  }

  sail(port) {
    try {
      this.engine.start(port);
    } catch (error) {
      this.log.warn('cannot sail', error);
    }
  }
}
