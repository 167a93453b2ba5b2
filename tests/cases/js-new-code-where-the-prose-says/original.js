import { read } from './io.js';

const LIMIT = 10;

export function first(list) {
  return list[0];
}

export function rest(list) {
  return list.slice(1);
}

export default function report(list) {
  const names = list.map((item) => item.name.trim().toLowerCase());
  return names.join(', ');
}
