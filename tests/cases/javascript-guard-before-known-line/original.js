function open(order, user) {
  if (!order) {
    throw new Error('no order');
  }
  const lines = order.lines.filter(Boolean);
  return start(lines, user);
}
