function save(lamp, level) {
  check(lamp, level);
  store(lamp, level);
  return level;
}
