const kinds = ['box', 'bag'];

// ---- packing ----

/**
 * Packs things into boxes.
 */
function pack(things) {
  return things.map(fold);
}
