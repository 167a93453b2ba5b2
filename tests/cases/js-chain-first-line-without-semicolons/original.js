export function watch(port) {
  let stopped = false
  readGauge({ port })
    .then((level) => draw(level))
    .catch((cause) => report(cause))
  return () => {
    stopped = true
  }
}
