/** Makes everything that is generated or bundled: the database client and the web app. `npm start` does it by itself. */
import { ensureDatabaseClient, ensureWebBuild } from './house/builds.ts'

await ensureDatabaseClient()
await ensureWebBuild((line) => console.log(line))
