import { type Hints, LIVE_CHANNEL } from '@tidemark/backplane'
import { HINT_METRICS_MAX, type LiveHint } from '@tidemark/contracts'

/** At most four hints per second and project: pages need no more, and each costs every listening process. */
const GAP_MS = 250

/** One hint that says what both said. Pure. */
export function mergeHints(a: LiveHint, b: LiveHint): LiveHint {
  const metrics = a.metrics === '*' || b.metrics === '*' ? '*' : [...new Set([...a.metrics, ...b.metrics])]
  return {
    project: a.project,
    metrics: metrics.length > HINT_METRICS_MAX ? '*' : metrics,
    revision: Math.max(a.revision, b.revision),
    upTo: Math.max(a.upTo, b.upTo),
  }
}

export type LiveHints = {
  /** To be called after a COMMIT. The first hint after a quiet time goes out at once, later ones are merged. */
  tell(hint: LiveHint): void
  /** Sends what waits. */
  close(): void
}

type Slot = { timer: NodeJS.Timeout; waiting: LiveHint | undefined }

export function createLiveHints(hints: Pick<Hints, 'publish'>): LiveHints {
  const slots = new Map<number, Slot>()
  const send = (hint: LiveHint) => hints.publish(LIVE_CHANNEL, JSON.stringify(hint))

  function openSlot(project: number): Slot {
    const timer = setTimeout(() => {
      const waiting = slots.get(project)?.waiting
      slots.delete(project)
      if (waiting === undefined) return
      slots.set(project, openSlot(project))
      send(waiting)
    }, GAP_MS)
    timer.unref()
    return { timer, waiting: undefined }
  }

  return {
    tell(hint) {
      const slot = slots.get(hint.project)
      if (slot !== undefined) {
        slot.waiting = slot.waiting === undefined ? hint : mergeHints(slot.waiting, hint)
        return
      }
      slots.set(hint.project, openSlot(hint.project))
      send(hint)
    },
    close() {
      for (const { timer, waiting } of slots.values()) {
        clearTimeout(timer)
        if (waiting !== undefined) send(waiting)
      }
      slots.clear()
    },
  }
}
