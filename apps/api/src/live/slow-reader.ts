const PACKETS_MAX = 64
const BYTES_MAX = 1024 * 1024
const GRACE_MS = 5_000

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

// Neither figure is part of the library's typed surface, so both are read with care and count as nothing when absent.
function isBehind(connection: object): boolean {
  const packets = field(field(connection, 'writeBuffer'), 'length')
  const bytes = field(field(field(connection, 'transport'), 'socket'), 'bufferedAmount')
  return Number(packets ?? 0) > PACKETS_MAX || Number(bytes ?? 0) > BYTES_MAX
}

/** Tells of one connection, each time it is asked, whether it has been behind for five seconds on end. */
export function createSlowReaderCheck(connection: object): (now: number) => boolean {
  let since: number | null = null
  return (now) => {
    if (!isBehind(connection)) {
      since = null
      return false
    }
    since ??= now
    return now - since >= GRACE_MS
  }
}
