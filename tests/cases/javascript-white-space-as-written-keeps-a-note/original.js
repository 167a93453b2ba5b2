const order = [
  one ,  // the first
  two,
];

run(order);
