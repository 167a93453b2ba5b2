/**
 * Reads the level.
 *
 * @param tank one
 */
export function level(tank) {
  return tank.level;
}

/**
 * Fills up.
 *
 * @param tank another
 */
export function fill(tank) {
  if (!tank) {
    return null;
  }
  const pump = tank.pump || main;
  const done = tank.done;

  return done(pump);
}
