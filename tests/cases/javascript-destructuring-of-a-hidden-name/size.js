function size(options) {
  const width = options.width;
  check(width);
  const height = options.height;
  return area(width, height);
}
