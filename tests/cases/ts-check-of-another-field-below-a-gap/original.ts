export function cut(s: Slice) {
  if (s.start > LONGEST) {
    throw new Error('too long');
  }
  copy(s);
}
