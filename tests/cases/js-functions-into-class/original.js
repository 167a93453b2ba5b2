export async function brew(beans, water) {
  const cup = await water.boil();
  cup.add(beans);
  return cup;
}

export function clean(pot) {
  pot.rinse();
  return pot.dry();
}
