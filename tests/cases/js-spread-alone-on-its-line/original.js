function args(first, ...rest) {
  const copy =
    first
  return copy;
}
