function total(rows) {
  const fee = feeOf(rows);
  check(rows);
  store(rows, fee);
  return rows.length * fee;
}

start();
