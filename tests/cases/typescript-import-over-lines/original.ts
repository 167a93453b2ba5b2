import { readTide } from './tide'
import type { TideOptions } from './types'
import type { TideClient, TideKey, TideWatcher } from '@harbour/tide-core'

export function useTide(options: TideOptions, client?: TideClient) {
  return readTide(options, client)
}
