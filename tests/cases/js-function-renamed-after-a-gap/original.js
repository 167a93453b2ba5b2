export function open() {
  return valve(1);
}

function litres(depth) {
  return depth * AREA;
}

export function report(depth) {
  log(litres(depth));
}
