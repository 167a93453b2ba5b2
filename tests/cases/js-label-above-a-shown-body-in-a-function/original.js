function read(reader, sign) {
  reader.count += 1;
  switch (sign) {
    case '<':
      reader.tag = true;
      reader.name = reader.take(sign);
      break;
    case ' ':
      reader.tag = false;
      reader.name = reader.take(sign);
      break;
    default:
      reader.tag = null;
  }
  return reader;
}
