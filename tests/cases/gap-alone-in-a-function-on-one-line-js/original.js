export function area(box) { return box.width * box.height; }

export function edge(box) {
  return 2 * (box.width + box.height);
}
