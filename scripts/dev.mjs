// Runs on the machine's own Node with nothing installed: only node: imports here and in lib/*.mjs.
import { join } from 'node:path'
import { runOnNode24 } from './lib/node-24.mjs'
import { ROOT } from './lib/paths.mjs'

await runOnNode24([join(ROOT, 'scripts/serve.ts'), '--dev', ...process.argv.slice(2)])
