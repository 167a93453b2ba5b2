export function load(
  path: string,
  depth: number,
): Tree {
  const found = read(path)

  if (found.isEmpty()) {
    return none(path)
  }

  return parse(found, depth)
}
