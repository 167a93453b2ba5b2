function size(options) {
  const width = options.width;
  const height = options.height;
  return area(width, height);
}
