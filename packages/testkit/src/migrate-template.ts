/** A program of its own: the schema engine is WebAssembly that vite's module loader cannot resolve. */
import { migrate } from '@tidemark/db/migrate'

const [url] = process.argv.slice(2)
if (!url) throw new Error('usage: migrate-template.ts URL')
await migrate(url)
