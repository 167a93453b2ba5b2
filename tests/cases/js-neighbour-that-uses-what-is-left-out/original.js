export function open() {
  load();
  draw();
}

function rates(kind) {
  return table[kind] ?? 0;
}

function sum(lines) {
  return lines.reduce((all, line) => all + line.price * rates(line.kind), 0);
}

export function checkout(lines) {
  const total = sum(lines);
  pay(total);
}
