// `node scripts/run.mjs [--with-database] FILE.ts [arguments]`: installs what is missing, then runs FILE on Node 24.
import { join } from 'node:path'
import { runOnNode24 } from './lib/node-24.mjs'
import { ROOT } from './lib/paths.mjs'

await runOnNode24([join(ROOT, 'scripts/run.ts'), ...process.argv.slice(2)], { forwardInterrupt: false })
