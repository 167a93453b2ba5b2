import { read } from './disk';

/** Names in a list. */
export function namesSync(path: string): string[] {
  const text = read(path);
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => line.trim());
}

export function main(path: string) {
  const found = namesSync(path);
  return found.length;
}
