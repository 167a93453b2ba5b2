/**
 * Tools for maps.
 */

const LEVELS = 3;

export function zoom(level) {
  return Math.min(level, LEVELS);
}
