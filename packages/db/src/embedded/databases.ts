import pg from 'pg'

/** Creates the database that `url` names unless it exists. Retried nowhere: the server must accept connections. */
export async function ensureDatabase(url: string): Promise<void> {
  const name = databaseName(url)
  await withAdmin(url, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  })
}

/** Creates the database that `url` names as a copy of `template`, which must have no open session. */
export async function cloneDatabase(url: string, template: string): Promise<void> {
  await withAdmin(url, async (client) => {
    // FILE_COPY beats the default for small databases as long as the server does not have to flush.
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(databaseName(url))} TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY FILE_COPY`,
    )
  })
}

/** Drops the database that `url` names and cuts its sessions; nothing happens when it is gone already. */
export async function dropDatabase(url: string): Promise<void> {
  await withAdmin(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(databaseName(url))} WITH (FORCE)`)
  })
}

/** The same server, another database. */
export function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.toString()
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

async function withAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: withDatabaseName(url, 'postgres'),
    connectionTimeoutMillis: 10_000,
    application_name: 'tidemark-admin',
  })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
