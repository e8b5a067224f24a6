import { type Clock, type Logger, systemClock } from '@tidemark/platform'

const EVERY_MS = 5_000

export type ErrorLog = (what: string, error: unknown) => void

/**
 * Logs what goes wrong around the backplane, at most once per five seconds and kind; the next line says how many were
 * left out. An outage must not become a flood of lines.
 */
export function createErrorLog(log: Pick<Logger, 'warn'>, clock: Clock = systemClock): ErrorLog {
  const kinds = new Map<string, { at: number; hidden: number }>()
  return (what, error) => {
    const kind = kinds.get(what)
    if (kind !== undefined && clock() - kind.at < EVERY_MS) {
      kind.hidden += 1
      return
    }
    kinds.set(what, { at: clock(), hidden: 0 })
    log.warn({ err: error, hidden: kind?.hidden ?? 0 }, `backplane: ${what} failed`)
  }
}
