function dock(ship) {
  if (ship.isLate) {
    queue.push(ship.name, ship.length, ship.cargo);
  } else {
    log('in time', ship);
  }
  if (ship.isHeavy) {
    crane.call(ship);
  } else {
    log('light enough', ship);
  }
}
