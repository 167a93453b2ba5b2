function readLog(ship) {
  return fetch(`/log/${ship}`)
    .then((r) => r.json())
    .then((log) => log.entries)
    .catch(() => []);
}
