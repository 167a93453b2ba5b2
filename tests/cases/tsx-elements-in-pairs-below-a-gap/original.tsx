export function Recipe({ recipe }: Props) {
  return (
    <dl>
      <dt>Servings</dt>
      <dd>{round(recipe.servings)}</dd>
      <dt>Minutes</dt>
      <dd>{round(recipe.minutes)}</dd>
    </dl>
  );
}
