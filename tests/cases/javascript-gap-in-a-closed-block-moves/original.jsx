export function Orders({ rows }) {
  const shown = useMemo(
    () => rows.filter((row) => row.open),
    [rows],
  );

  const close = (id) => {
    send((old) => {
      return old.without(id);
    });
  };

  return (
    <section>
      <ol>
        {shown.map((row) => (
          <Order key={row.id} row={row} />
        ))}
      </ol>
      <footer>
        <b>{shown.length}</b>
      </footer>
    </section>
  );
}
