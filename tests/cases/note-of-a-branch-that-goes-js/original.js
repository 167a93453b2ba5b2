function enter(gate, car) {
  count(car);
  if (gate.manual) {
    // Old gates have no motor.
    gate.lift(car.height, car.width);
  }
  log(car);
}
