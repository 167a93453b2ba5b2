it.each([
  ['apple', 5, true],
  ['pear', 4, true],
  ['plum', 5, true],
])('rates %s', (kind, stars, fresh) => {
  expect(rate(kind)).toEqual({ stars, fresh });
});
