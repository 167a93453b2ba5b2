/**
 * A point.
 *
 * @typedef {Object} Point
 */

/**
 * Adds what two points hold.
 *
 * @param {Point} a
 */

// istanbul ignore next
function add (a, b) {
  return a.x + b.x
}

/**
 * Takes one from another.
 * @private
 */

function sub (a, b) {
  return a.x - b.x
}
