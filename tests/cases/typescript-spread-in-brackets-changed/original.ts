type Count<T, Found extends unknown[] = [], Depth extends number[] = []> = [
  T,
  [...Found, T],
  [...Depth, 1]
];

export type Empty = Count<never>;
