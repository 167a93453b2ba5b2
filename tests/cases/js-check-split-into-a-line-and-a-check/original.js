export function rename(id, name) {
  audit('rename', id)
  if (!users.find(id)) {
    throw new Missing(id)
  }
  users.set(id, { name })
  notify(id)
}
