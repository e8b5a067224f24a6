import { formatAge } from '../format/time.ts'
import type { LiveStatus } from '../live.svelte.ts'

/** A quiet project is not a slow one: beyond this the newest event is simply old. */
const QUIET_MS = 90_000

export interface LiveText {
  readonly state: LiveStatus | 'paused'
  readonly text: string
}

const ageText = (age: number): string =>
  age < QUIET_MS ? `${formatAge(age)} behind` : `no new data for ${formatAge(age)}`

/**
 * What the live dot says. `dataTime` is the newest received moment that the numbers hold, epoch ms; null where nothing
 * was received, undefined where the page shows no such numbers.
 */
export const liveText = (
  status: LiveStatus,
  paused: boolean,
  dataTime: number | null | undefined,
  now: number,
): LiveText => {
  const known = typeof dataTime === 'number' ? `, ${ageText(now - dataTime)}` : ''
  const behind = dataTime === null ? ', no data yet' : known
  if (paused) return { state: 'paused', text: `Paused${known}` }
  if (status === 'connecting') return { state: status, text: 'Connecting' }
  if (status === 'polling') return { state: status, text: `Connection lost, asking every 10 s${behind}` }
  return { state: status, text: `Live${behind}` }
}
