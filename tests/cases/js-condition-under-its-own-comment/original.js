function step(car) {
  move(car);

  // brakes
  if (car.speed > limit(car.road)) {
    return stop();
  }

  // fuel
  if (car.tanks.every((tank) => tank.level < 1)) {
    return stop();
  }

  report(car);
}
