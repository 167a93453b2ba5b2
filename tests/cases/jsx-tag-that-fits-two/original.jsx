export function Pager({ page, last, go }) {
  return (
    <nav>
      <button type="button" disabled={page === 0} onClick={() => go(page - 1)}>
        Back
      </button>
      <button type="button" className="next" disabled={page === last} onClick={() => go(page + 1)}>
        Next
      </button>
    </nav>
  );
}
