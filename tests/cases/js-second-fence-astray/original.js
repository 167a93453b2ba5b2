function fill(list) {
  const found = new Array();
  return found.concat(list);
}

function drop(list) {
  const found = [];
  return found;
}
