function P({ page }) {
  return (
    <div>
      <p>{page}</p>
    </div>
  );
}

function F() {
  return (
    <div>
      <h1>x</h1>
      <P page={page} onChange={s} />
    </div>
  );
}
