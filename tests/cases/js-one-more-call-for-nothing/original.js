function close(list) {
  list.stop();
  list.destroy();
  open = false;
}
