export function refresh(panel, kind) {
  panel.lock();
  if (kind === 'wide' && panel.node) {
    if (panel.rows === undefined) measure(panel);
    if (panel.rows) later().then(() => measure(panel));
  }
  panel.unlock();
  notify(kind);
}
