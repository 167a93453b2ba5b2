const depth = 4;
const width = 9;
const seam = 2;

export function area() {
  return depth * width;
}
