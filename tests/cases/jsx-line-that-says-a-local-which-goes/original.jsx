export function Form({ value }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);

  function edit(next) {
    setDone(false);
    change(next);
  }

  async function save() {
    if (!valid(value)) {
      return;
    }
    setBusy(true);
    await send(value);
    setBusy(false);
    setDone(true);
    close();
  }
}
