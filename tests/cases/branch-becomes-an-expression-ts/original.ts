function tally(rows: Row[], other: Row): number {
  let total = 0;
  for (const row of rows) {
    let step = 1;
    if (row.depth === other.depth) {
      step = 0;
    } else {
      step = 2;
    }
    total += step * row.weight;
    log.debug(row, total);
  }
  return total;
}
