import type { LightMyRequestResponse } from 'fastify'
import type { AppOptions } from '../src/app.ts'
import { openRealDoor } from './real-door.ts'
import { startTestApp, type TestApp } from './test-app.ts'

export type IngestApp = TestApp & {
  readonly key: string
  /** Sends a body to the door over HTTP. A text or bytes go out as they are, anything else as JSON. */
  send(body: unknown, headers?: Record<string, string | undefined>): Promise<LightMyRequestResponse>
  /** Outcomes counted so far, such as `rejected:too_deep`. */
  outcomes(): Promise<Record<string, number>>
}

/** The app with the real door and a write key of the project `main`. */
export async function startIngestApp(over: Partial<AppOptions> = {}): Promise<IngestApp> {
  let open: AppOptions['accept'] = async () => {
    throw new Error('the door is not open yet')
  }
  const app = await startTestApp({ accept: (project, body) => open(project, body), ...over })
  const door = openRealDoor(app.pools)
  open = door.accept
  const key = await app.addKey('main', 'write')

  return {
    ...app,
    key,
    send(body, headers = {}) {
      const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
      const given = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers }
      const all = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      return app.http.inject({ method: 'POST', url: '/v1/events', headers: all, payload })
    },
    async outcomes() {
      const { rows } = await app.pools.query.query<{ outcome: string; reason: string; n: number }>(
        'SELECT outcome, reason, sum(n)::int AS n FROM ingest_outcome GROUP BY 1, 2',
      )
      return Object.fromEntries(rows.map(({ outcome, reason, n }) => [reason ? `${outcome}:${reason}` : outcome, n]))
    },
    async close() {
      await door.close()
      await app.close()
    },
  }
}

let made = 0

/** A good event, changed as told. */
export const event = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: `event-${++made}`,
  type: 'api_request',
  ts: new Date().toISOString(),
  props: { method: 'GET', route: '/shop', status: 200, duration: 12.5, bytes: 100 },
  ...over,
})
