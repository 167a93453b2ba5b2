export function pages(first, rest) {
  return flatten(
    [...first, 1],
    [first, ...rest]
  );
}

export const none = pages([], []);
