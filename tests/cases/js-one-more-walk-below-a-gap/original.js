function paint() {
  ctx.clear();
  tiles.forEach(function (row, y) {
    row.forEach(function (tile, x) {
      if (!tile) return;
      ctx.fill(x * 8, y * 8, tile);
    });
  });
}
