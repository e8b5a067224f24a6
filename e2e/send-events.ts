import type { Lab } from '@tidemark/bench/lab/lab'

/** Sends events through the door, at most 500 at a time. Throws when one batch is not taken. */
export async function sendEvents(lab: Lab, events: readonly object[]): Promise<void> {
  for (let at = 0; at < events.length; at += 500) {
    const response = await fetch(`${lab.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: new Date().toISOString(), events: events.slice(at, at + 500) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status !== 202) throw new Error(`the door answered ${response.status}`)
  }
}
