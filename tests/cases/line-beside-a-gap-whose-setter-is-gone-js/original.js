export function Form({ save }) {
  const [busy, setBusy] = useState(false)

  function reset() {
    setBusy(false)
  }

  async function submit(values) {
    if (!values) {
      return
    }
    setBusy(true)
    const result = await save(values)
    setBusy(false)
    return result
  }

  return [reset, submit, busy]
}
