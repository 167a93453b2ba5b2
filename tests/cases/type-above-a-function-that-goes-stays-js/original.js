/**
 * A point.
 *
 * @typedef {Object} Point
 */

function add (a, b) {
  return a.x + b.x
}

function sub (a, b) {
  return a.x - b.x
}
