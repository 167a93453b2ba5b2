export function width(n: number) {
  return n * 2;
}

export function height(n: number) {
  return n * 3;
}
