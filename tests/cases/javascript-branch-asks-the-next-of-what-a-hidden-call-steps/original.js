export function read(input) {
  const cursor = open(input);
  cursor.advance();
  return parse(cursor);
}
