test('sync', () => {
  const out = run(a, b);
  expect(out.length).toBe(2);
  expect(out[0]).toBe('x');
});

test('none', () => {
  expect(run([], [])).toEqual([]);
});
