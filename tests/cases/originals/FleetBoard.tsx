import { memo, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { fetchTrams } from './api'
import styles from './FleetBoard.module.css'

export type Tram = {
  id: string
  line: number
  stop: string
  late: number
}

interface RowProps {
  tram: Tram
  onPick: (id: string) => void
}

interface BoardProps<T extends Tram> {
  trams: T[]
  title?: string
  children?: ReactNode
  onPick?: (id: string) => void
}

const LIMIT = 20
const LABELS: Record<string, string> = {
  ok: 'On time',
  late: 'Late',
}

// ... existing rows are kept when the feed is down, see useTrams ...
const KEEP = true

function useTrams(line: number) {
  const [trams, setTrams] = useState<Tram[]>([])
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    const timer = setInterval(() => {
      fetchTrams(line)
        .then((next) => setTrams([...next].slice(0, LIMIT)))
        .catch((e) => setError(e.message))
    }, 5000)
    return () => clearInterval(timer)
  }, [line])

  return { trams, error }
}

export const Row = memo(function Row({ tram, onPick }: RowProps) {
  const late = tram.late > 2
  return (
    <tr className={late ? styles.late : undefined} onClick={() => onPick(tram.id)}>
      <td>{tram.line}</td>
      <td>{tram.stop}</td>
      <td>
        {late ? (
          <strong>{LABELS.late}</strong>
        ) : (
          <span>{LABELS.ok}</span>
        )}
      </td>
    </tr>
  )
})

export function RowList({ trams, onPick }: { trams: Tram[]; onPick: (id: string) => void }) {
  return (
    <tbody>
      {trams.map((tram) => (
        <Row key={tram.id} tram={tram} onPick={onPick} />
      ))}
    </tbody>
  )
}

function Legend() {
  return (
    <ul className={styles.legend}>
      <li>Red: the tram isn't on time</li>
      <li>Grey: it's parked</li>
      <li>Green: all's well</li>
    </ul>
  )
}

function Header() {
  return (
    <header>
      <h2>Fleet</h2>
    </header>
  )
}

function Footer() {
  return (
    <header>
      <h2>Depot</h2>
    </header>
  )
}

export default function FleetBoard<T extends Tram>({ trams, title = 'Fleet', children, ...rest }: BoardProps<T>) {
  const [picked, setPicked] = useState('')
  const sorted = useMemo(() => [...trams].sort((a, b) => a.line - b.line), [trams])

  if (!sorted.length) {
    return <p className={styles.empty}>Nothing's on the road</p>
  }

  return (
    <section className={styles.board} {...rest}>
      <Header />
      <table>
        <thead>
          <tr>
            <th>Line</th>
            <th>Stop</th>
            <th>State</th>
          </tr>
        </thead>
        <RowList trams={sorted} onPick={setPicked} />
      </table>
      {children}
      <Legend />
      <p>Picked: {picked || 'none'}</p>
    </section>
  )
}
