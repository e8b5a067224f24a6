import { claimNotification } from './claim-notification.ts'
import { type Delivered, deliverClaimed } from './deliver-notification.ts'
import type { DeliveryContext } from './delivery-context.ts'

/** Messages under way at once in this process. */
const UNDER_WAY_MAX = 16
/** While messages are under way, what has become due meanwhile is looked for this often. */
const LOOK_AGAIN_MS = 250
/** How long new messages are taken on; those under way are always ended. */
const SHIFT_MS = 20_000

export type DeliveryReport = Record<Exclude<Delivered, 'idle'>, number>

/**
 * Delivers what is due, most urgent first, until nothing is. Receivers that hang hold up only what goes to them. Rejects
 * when the database cannot be asked; what is under way then is ended and settled first.
 */
export async function deliverDue(context: DeliveryContext): Promise<DeliveryReport> {
  const report: DeliveryReport = { sent: 0, queued: 0, failed: 0 }
  const underWay = new Set<Promise<void>>()
  const ends = performance.now() + SHIFT_MS
  const failures: unknown[] = []

  async function fill(): Promise<void> {
    while (underWay.size < UNDER_WAY_MAX && failures.length === 0 && performance.now() < ends) {
      const claimed = await claimNotification(context)
      if (claimed === null) return
      const delivery: Promise<void> = deliverClaimed(context, claimed)
        .then((state) => {
          if (state !== 'idle') report[state]++
        })
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    }
  }

  for (;;) {
    await fill().catch((error: unknown) => void failures.push(error))
    if (underWay.size === 0) break
    await waitForOne(underWay)
  }
  if (failures.length > 0) throw failures[0]
  return report
}

async function waitForOne(underWay: ReadonlySet<Promise<void>>): Promise<void> {
  const { promise: soon, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, LOOK_AGAIN_MS)
  await Promise.race([...underWay, soon]).finally(() => clearTimeout(timer))
}
