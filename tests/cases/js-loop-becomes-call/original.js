export async function press(fruit) {
  const juice = [];

  for (const one of fruit) {
    if (one.ripe) {
      juice.push(one.press());
    } else {
      one.wait();
    }
  }

  return juice;
}
