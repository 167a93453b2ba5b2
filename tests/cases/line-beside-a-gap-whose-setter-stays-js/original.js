export function Form({ save }) {
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)

  function reset() {
    setDone(false)
  }

  async function submit(values) {
    if (!values) {
      return
    }
    setBusy(true)
    const result = await save(values)
    setDone(true)
    return result
  }

  return [reset, submit, busy, done]
}
