function Tide({ port }) {
  const sea = useSea()

  useEffect(() => {
    if (port) {
      sea.measure(port)
      sea.draw()
    }
  }, [sea, port])

  return sea.chart
}
