function parse(text) {
  if (!text) {
    throw new Error('empty');
  }
  return JSON.parse(text);
}
