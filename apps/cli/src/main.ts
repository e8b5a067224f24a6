/** `npm run tidemark -- ...`: everything that is done at the command line, one file per verb in `commands`. */
import { EnvError, TidemarkError } from '@tidemark/platform'
import { Command } from 'commander'
import { catalogCommand } from './commands/catalog.ts'
import { demoCommand } from './commands/demo.ts'
import { importCommand } from './commands/import.ts'
import { keyCommand } from './commands/key.ts'
import { metricsCohortsCommand } from './commands/metrics-cohorts.ts'
import { metricsRollupCommand } from './commands/metrics-rollup.ts'
import { metricsSliCommand } from './commands/metrics-sli.ts'
import { projectsCommand } from './commands/project.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { rejectedCommand } from './commands/rejected.ts'
import { userCommand } from './commands/user.ts'
import { verifyCommand } from './commands/verify.ts'

const program = new Command('tidemark').description('Tidemark at the command line')
const commands = [
  importCommand,
  rejectedCommand,
  rebuildCommand,
  verifyCommand,
  catalogCommand,
  projectsCommand,
  keyCommand,
  userCommand,
  demoCommand,
  metricsRollupCommand,
  metricsSliCommand,
  metricsCohortsCommand,
]
for (const make of commands) program.addCommand(make())

try {
  await program.parseAsync()
} catch (error) {
  // What we say on purpose is for the one who types; anything else is a bug and needs its trace.
  const expected = error instanceof TidemarkError || error instanceof EnvError
  console.error(expected ? error.message : error)
  process.exitCode = 1
}
// A connection that a failed command left open must not keep the process.
process.exit()
