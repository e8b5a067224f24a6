/** `npm run tidemark -- ...`: everything that is done at the command line, one file per verb in `commands`. */
import { TidemarkError } from '@tidemark/platform'
import { Command } from 'commander'
import { catalogCommand } from './commands/catalog.ts'
import { keyCommand } from './commands/key.ts'
import { projectsCommand } from './commands/project.ts'
import { rejectedCommand } from './commands/rejected.ts'
import { userCommand } from './commands/user.ts'

const program = new Command('tidemark').description('Tidemark at the command line')
const commands = [catalogCommand, keyCommand, projectsCommand, rejectedCommand, userCommand]
for (const make of commands) program.addCommand(make())

try {
  await program.parseAsync()
} catch (error) {
  // What we say on purpose is for the one who types; anything else is a bug and needs its trace.
  console.error(error instanceof TidemarkError ? error.message : error)
  process.exitCode = 1
}
