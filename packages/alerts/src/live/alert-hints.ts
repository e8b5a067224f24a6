import { ALERTING_SUBJECT, type LiveHint } from '@tidemark/contracts'
import { type Pool, withClient } from '@tidemark/db'

export type AlertHints = {
  /** To be called after a COMMIT that changed rules, channels, incidents or their timelines. Must not be waited for. */
  tell(project: number): void
}

/**
 * Tells pages that alerting has news. What is told of a project while its last hint is still on the way becomes one
 * more hint. A hint that fails costs latency only: pages look again by themselves.
 */
export function createAlertHints(pool: Pool, publish: (hint: LiveHint) => void): AlertHints {
  const onTheWay = new Map<number, { again: boolean }>()

  async function send(project: number): Promise<void> {
    // Taken after the COMMIT, so that no hint has a smaller number than one that was sent before the change.
    const { rows } = await withClient(pool, (client) =>
      client.query<{ revision: number }>("SELECT nextval('revision_seq') AS revision"),
    )
    publish({ project, metrics: [ALERTING_SUBJECT], revision: rows[0]!.revision, upTo: 0 })
  }

  function tell(project: number): void {
    const busy = onTheWay.get(project)
    if (busy !== undefined) {
      busy.again = true
      return
    }
    const slot = { again: false }
    onTheWay.set(project, slot)
    send(project)
      .catch(() => undefined)
      .finally(() => {
        onTheWay.delete(project)
        if (slot.again) tell(project)
      })
  }
  return { tell }
}
