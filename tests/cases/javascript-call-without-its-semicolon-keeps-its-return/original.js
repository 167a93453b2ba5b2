export function load(path) {
  const base = root();
  return fetchAll(base, {
    path,
    retries: 2,
  });
}
