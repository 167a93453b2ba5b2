export function Menu({ dishes, pick }) {
  return (
    <main>
      {dishes ? (
        <ol>
          <Menu
            dishes={dishes}
            pick={
              pick
            }
          />
        </ol>
      ) : null}
    </main>
  );
}
