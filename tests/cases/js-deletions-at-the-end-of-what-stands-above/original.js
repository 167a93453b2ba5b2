const MOST = 3;

function mayRent(boat) {
  return boat.rented < MOST && !late(boat.due);
}

const due = (boat) => (
  format(boat.due, 'd MMM')
);

export function list(boats) {
  const rows = boats.filter(Boolean);
  return rows.map((boat) => row(boat, due(boat), mayRent(boat)));
}

export function count(boats) {
  return boats.length;
}
