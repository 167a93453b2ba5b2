import { useEffect, useMemo, useState } from 'react';

import { Button } from './Button';
import { formatPrice } from '../lib/format';
import './SeatMap.css';

const LEGEND = [
  { state: 'free', label: 'Free' },
  { state: 'held', label: 'On hold' },
  { state: 'sold', label: 'Sold' },
];

function Seat({ seat, selected, onToggle, ...props }) {
  const label = `${seat.row}${seat.number}`;

  return (
    <button
      type="button"
      className={selected ? 'seat seat--selected' : 'seat'}
      disabled={seat.state !== 'free'}
      onClick={() => onToggle(seat.id)}
      {...props}
    >
      {label}
    </button>
  );
}

function Row({ name, seats, children }) {
  return (
    <div className="row">
      <span className="row__name">{name}</span>
      {seats.map((seat) => (
        <span key={seat.id}>{children(seat)}</span>
      ))}
    </div>
  );
}

export function Legend() {
  return (
    <ul className="legend">
      {LEGEND.map(({ state, label }) => (
        <li key={state} className={`legend__item legend__item--${state}`}>
          {label}
        </li>
      ))}
    </ul>
  );
}

export function SeatMap({ hall, limit = 6, onConfirm }) {
  const [selected, setSelected] = useState([]);
  const [hint, setHint] = useState('');

  const rows = useMemo(() => {
    const byRow = new Map();
    for (const seat of hall.seats) {
      byRow.set(seat.row, [...(byRow.get(seat.row) ?? []), seat]);
    }
    return [...byRow.entries()];
  }, [hall]);

  const total = selected.reduce((sum, id) => sum + hall.prices[id], 0);

  useEffect(() => {
    setSelected([]);
  }, [hall.id]);

  useEffect(() => {
    setHint(selected.length === limit ? `You can pick ${limit} seats at most.` : '');
  }, [selected, limit]);

  function toggle(id) {
    setSelected((ids) => {
      if (ids.includes(id)) {
        return ids.filter((other) => other !== id);
      }
      return ids.length < limit ? [...ids, id] : ids;
    });
  }

  return (
    <section className="seat-map">
      <header className="seat-map__head">
        <h2>{hall.name}</h2>
        <Legend />
      </header>

      {rows.map(([name, seats]) => (
        <Row key={name} name={name} seats={seats}>
          {(seat) => (
            <Seat seat={seat} selected={selected.includes(seat.id)} onToggle={toggle} />
          )}
        </Row>
      ))}

      {hint && <p className="seat-map__hint">{hint}</p>}

      <footer className="seat-map__foot">
        <span className="seat-map__total">{formatPrice(total)}</span>
        <Button onClick={() => onConfirm(selected)}>Confirm</Button>
      </footer>
    </section>
  );
}
