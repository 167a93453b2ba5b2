function rank(kind) {
  switch (kind) {
    case 'book':
      count += 1;
      return 1;
    case 'map':
      return 2;
    default:
      return 0;
  }
}
