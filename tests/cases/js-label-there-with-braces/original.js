function parse(parts, out) {
  for (const part of parts) {
    let next = index + 1;

    switch (part) {
      case 'top': {
        if (index === 0) {
          switch (other) {
            case 'left':
              out[0] = 0;
              break;
            default:
              fail(
                'cannot read',
                other,
              );
          }
          next = 2;
        }

        break;
      }
      case 'center': {
        out[index] = '50%';
        break;
      }
      default: {
        if (part.endsWith('%')) {
          out[index] = part;
        } else {
          out[index] = parseFloat(part);
        }
        break;
      }
    }

    index = next;
  }
  return out;
}
