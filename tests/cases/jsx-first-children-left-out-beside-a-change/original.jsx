export function Ships({ fleet }) {
  return (
    <section className="ships">
      <h1>Ships</h1>
      <Search fleet={fleet} />
      <ShipList ships={fleet.ships} />
    </section>
  );
}
