function light(lamp, level) {
  lamp.set(level);
  console.log(lamp.name, level);
  history.push(level);
  return lamp;
}
