function turn(key, dial) {
  switch (key) {
    case 'up': {
      dial.raise(1);
      break;
    }
    default: {
      if (key.endsWith('!')) {
        dial.ring(key);
      } else {
        dial.beep(key);
      }
      break;
    }
  }
  dial.draw();
}
