function key(player, event) {
  switch (event.key) {
    case 'ArrowUp':
      player.move(0, -1, event.shiftKey);
      break;
    case 'Escape':
      player.pause();
      break;
  }
}
