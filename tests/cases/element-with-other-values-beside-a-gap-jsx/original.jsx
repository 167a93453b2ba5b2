export function Bar({ add, copy }) {
  return (
    <div>
      <header>
        <h2>Plants</h2>
        <Tool kind="main" onPress={() => add('tree')}>
          Plant one
        </Tool>
      </header>
      <List />
    </div>
  );
}
