const kinds = ['box', 'bag'];

/**
 * Packs things.
 *
 * @param {Array} things
 */

/**
 * Packs things into boxes.
 */
function pack(things) {
  return things.map(fold);
}

function fold(thing) {
  return thing.half();
}
