import { read } from './read'

export function useBase<
  TData,
  TError,
>(
  options: BaseOptions<TData, TError>,
  client?: Client,
) {
  const known = read(options)
  return client ? client.merge(known) : known
}
