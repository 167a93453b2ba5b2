function price(order, rates) {
  let total = 0;
  for (const line of order.lines) {
    total += line.amount * rates[line.kind];
  }
  log(total);
  return;
}
