import { a } from './a'
import { b } from './b'

const LEAST = 1

function one() {
  return a(LEAST)
}

/** Twice. */
export function two() {
  return b()
}
