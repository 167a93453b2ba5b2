function render(rows) {
  function head() {
    return rows.length;
  }
  return head();
}

function total(rows) {
  return rows.reduce((a, b) => a + b, 0);
}
