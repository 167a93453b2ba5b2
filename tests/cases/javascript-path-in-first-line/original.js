export function plan(items) {
  const started = Date.now();
  return items.map(weigh);
}

export function sync() {
  return plan(all());
}
