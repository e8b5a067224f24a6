import { formatAge } from '../format/time.ts'
import type { LiveStatus } from '../live.svelte.ts'

/** A quiet project is not a slow one: beyond this the newest event is simply old. */
const QUIET_MS = 90_000

export interface LiveText {
  readonly state: LiveStatus | 'paused'
  readonly text: string
}

/** What the live dot says. `dataTime` is the newest received moment that the numbers hold, epoch ms. */
export const liveText = (status: LiveStatus, paused: boolean, dataTime: number | null, now: number): LiveText => {
  const age = dataTime === null ? null : now - dataTime
  const behind =
    age === null ? 'no data yet' : age < QUIET_MS ? `${formatAge(age)} behind` : `no new data for ${formatAge(age)}`
  if (paused) return { state: 'paused', text: age === null ? 'Paused' : `Paused, ${behind}` }
  if (status === 'connecting') return { state: status, text: 'Connecting' }
  if (status === 'polling') return { state: status, text: `Connection lost, asking every 10 s, ${behind}` }
  return { state: status, text: `Live, ${behind}` }
}
