function refresh(view) {
  const stale = view.stale();
  view.clear(stale);
  view.fill(rows, 1);
  view.paint();
  return view.done();
}
