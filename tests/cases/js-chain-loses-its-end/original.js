function sieve(grain) {
  const fine = grain
    .filter((g) => g.small)
    .map((g) => g.size)
    .sort();
  return fine;
}
