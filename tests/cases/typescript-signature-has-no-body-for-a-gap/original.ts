import { Store } from './store'

export function open<K>(
  path: K
): K extends string
  ? Store
  : never
export function open(path: {
  [key: string]: string
}) {
  const store = new Store()
  store.load(path)
  return store
}
