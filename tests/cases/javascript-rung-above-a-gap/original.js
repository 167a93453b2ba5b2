export function rank(points) {
  if (points > 10) {
    return 'bronze';
  }
  if (points > 5) {
    return 'wood';
  }
  return 'none';
}
