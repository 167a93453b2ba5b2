function F() {
  return (
    <form>
      <T
        label="b"
        value={b}
        error={e.b}
        onChange={(v) => set('b', v)}
      />
      <T
        label="c"
        value={c}
        error={e.c}
        onChange={(v) => set('c', v)}
      />

      <label>
        <input type="checkbox" />
      </label>
    </form>
  );
}
