/** Brings the database of DATABASE_URL to the current schema, for installations that start api and worker themselves. */
import { migrate } from '../packages/db/src/migrate.ts'

const url = process.env.DATABASE_URL
if (!url) {
  console.error('DATABASE_URL is required here: postgres://user:password@host:5432/database')
  process.exit(1)
}
await migrate(url, { log: (line) => console.log(line) })
