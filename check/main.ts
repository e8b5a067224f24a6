/** `npm run check -- answers`: asks a Tidemark of its own everything and compares with an independent computation. */
import { Command, InvalidArgumentError } from 'commander'

const positive = (text: string): number => {
  const n = Number(text)
  if (Number.isSafeInteger(n) && n > 0) return n
  throw new InvalidArgumentError('needs a whole number above 0')
}

type Flags = { events: number; seed: string; pack?: string; json?: true }

async function answers({ json, ...flags }: Flags): Promise<void> {
  const { checkAnswers } = await import('./src/answers/check-answers.ts')
  const report = await checkAnswers({ ...flags, log: (line) => console.error(line) })
  if (json) console.log(JSON.stringify(report))
  else for (const [name, value] of Object.entries(report)) console.log(`${name.padEnd(14)} ${JSON.stringify(value)}`)
  if (report.differences > 0 || report.compared === 0) process.exitCode = 1
}

const program = new Command('check').description('prove the numbers of a Tidemark of its own')
program
  .command('answers')
  .description('write seeded events through the door, ask every answer of every pack, compare with DuckDB over Parquet')
  .option('--events <n>', 'events of all packs together', positive, 100_000)
  .option('--seed <text>', 'another seed is another world', 'answers')
  .option('--pack <name>', 'one pack only')
  .option('--json', 'print one line of JSON as the last line')
  .action(answers)

try {
  await program.parseAsync()
  process.exit()
} catch (error) {
  console.error(error)
  process.exit(1)
}
