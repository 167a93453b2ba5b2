int dial(int key) {
  switch (key) {
  case 1:
    ring();
    break;
  case 2:
    hang_up();
    break;
  }
  return 0;
}
