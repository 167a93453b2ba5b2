export function cut(s: Slice) {
  touch(s);
  if (s.start > LONGEST) {
    throw new Error('too long');
  }
  copy(s);
}
