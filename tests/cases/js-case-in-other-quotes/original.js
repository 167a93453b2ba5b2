export function price(kind, net) {
  switch (kind) {
    case 'book':
      return net * 1.07;
    case 'food':
      return net * 1.05;
    default:
      return net * 1.19;
  }
}
