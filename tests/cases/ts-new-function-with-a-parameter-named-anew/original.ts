export function brew(leaf: Leaf) {
  return pour(leaf);
}

export function steep(leaf: Leaf) {
  return pour(leaf);
}

export function cool(leaf: Leaf) {
  return wait(leaf);
}
