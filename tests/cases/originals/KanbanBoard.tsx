import { useCallback, useEffect, useMemo, useState, type DragEvent, type ReactNode } from 'react';

import { Avatar } from '../ui/Avatar';
import { Button } from '../ui/Button';
import { useCards, type Card } from './useCards';
import styles from './KanbanBoard.module.css';

export interface Column {
  id: string;
  title: string;
  limit?: number;
}

interface Props {
  columns: Column[];
  boardId: string;
  readOnly?: boolean;
  onOpen(card: Card): void;
}

const EMPTY: Card[] = [];

function CardView({ card, onOpen }: { card: Card; onOpen: (card: Card) => void }) {
  return (
    <li className={styles.card} draggable data-id={card.id}>
      <h4>{card.title}</h4>
      <p>{card.summary}</p>
      <footer>
        <Avatar user={card.owner} />
        <Button kind="link" onClick={() => onOpen(card)}>
          Open
        </Button>
      </footer>
    </li>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function KanbanBoard({ columns, boardId, readOnly = false, onOpen }: Props) {
  const { cards, move, loading, error } = useCards(boardId);
  const [over, setOver] = useState<string | null>(null);
  const [filter, setFilter] = useState('');

  const byColumn = useMemo(() => {
    const map = new Map<string, Card[]>();
    for (const card of cards) {
      const list = map.get(card.column) ?? [];
      list.push(card);
      map.set(card.column, list);
    }
    return map;
  }, [cards]);

  useEffect(() => {
    document.title = `${cards.length} cards`;
  }, [cards.length]);

  useEffect(() => {
    setOver(null);
  }, [boardId]);

  const handleDrop = useCallback(
    (event: DragEvent<HTMLUListElement>, column: Column) => {
      event.preventDefault();
      const id = event.dataTransfer.getData('text/plain');
      move(id, column.id);
      setOver(null);
    },
    [move],
  );

  if (error) {
    return <p role="alert">{error.message}</p>;
  }

  return (
    <div className={styles.board}>
      <header className={styles.header}>
        <input
          type="search"
          value={filter}
          placeholder="Filter cards"
          onChange={(event) => setFilter(event.target.value)}
        />
        {!readOnly && <Button onClick={() => move('new', columns[0].id)}>New card</Button>}
      </header>
      {loading ? (
        <p>Loading...</p>
      ) : (
        columns.map((column) => {
          const list = (byColumn.get(column.id) ?? EMPTY).filter((card) =>
            card.title.includes(filter),
          );
          return (
            <Section key={column.id} title={column.title}>
              <ul
                className={over === column.id ? styles.over : styles.list}
                onDragOver={(event) => {
                  event.preventDefault();
                  setOver(column.id);
                }}
                onDrop={(event) => handleDrop(event, column)}
              >
                {list.map((card) => (
                  <CardView key={card.id} card={card} onOpen={onOpen} />
                ))}
              </ul>
              {column.limit && list.length > column.limit && (
                <p className={styles.warning}>Over the limit of {column.limit}</p>
              )}
            </Section>
          );
        })
      )}
    </div>
  );
}
