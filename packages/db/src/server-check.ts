import type { Queryable } from './pools.ts'

const OLDEST_SERVER = 150_000

/** Throws unless the server is PostgreSQL 15 or newer, stores UTF-8 and this session runs in UTC. */
export async function assertServer(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ version: string; timezone: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS version, current_setting('TimeZone') AS timezone,
            current_setting('server_encoding') AS encoding`,
  )
  const server = rows[0]!
  if (Number(server.version) < OLDEST_SERVER) {
    throw new Error(`PostgreSQL 15 or newer is needed; this server reports ${server.version}`)
  }
  if (server.timezone !== 'UTC') {
    throw new Error(
      `The session runs in time zone ${server.timezone}, not UTC: is a pooler dropping its startup options?`,
    )
  }
  if (server.encoding !== 'UTF8') throw new Error(`The database encoding is ${server.encoding}; create it with UTF8`)
}
