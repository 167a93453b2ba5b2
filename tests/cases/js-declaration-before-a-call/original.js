function remove(sku) {
  ls.next(lines.filter((l) => l.sku !== sku));
  save();
  emit(sku);
}
