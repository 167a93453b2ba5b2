export function watch(port, zone) {
  let stopped = false;
  readGauge({ port, zone })
    .then((level) => draw(level))
    .catch((cause) => report(cause));
  return () => {
    stopped = true;
  };
}
