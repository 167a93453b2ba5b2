function total(rows) {
  const tax = 0.2;
  const fee = 3;
  return rows.length * (1 + tax) + fee;
}
