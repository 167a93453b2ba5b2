int drain(Tank *tank) {
  if (tank->open) {
    tank->state = 1;

    while (tank->level > 0 && !tank->stuck) {
      tank->level -= step(tank);
    }

    if (tank->level == 0) {
      return 1;
    }
  }
  return 0;
}
