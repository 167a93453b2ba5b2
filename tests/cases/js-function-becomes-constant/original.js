export function cents(text) {
  return Math.round(Number(text) * 100);
}

export function label(value) {
  return `${value} EUR`;
}

export function rounded(value, digits) {
  return value.toFixed(digits);
}
