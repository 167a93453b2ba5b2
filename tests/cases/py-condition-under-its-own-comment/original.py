def step(car):
    move(car)

    # brakes
    if car.speed > limit(car.road):
        return stop()

    # fuel
    if all(tank.level < 1 for tank in car.tanks):
        return stop()

    report(car)
