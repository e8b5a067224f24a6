/** `npm run bench -- ingest | rebuild | query`: measures a Tidemark of its own on this machine. */
import { Command, InvalidArgumentError } from 'commander'

type IngestFlags = { seconds: number; connections: number; redis?: true; json?: true }

const positive = (text: string): number => {
  const n = Number(text)
  if (Number.isFinite(n) && n > 0) return n
  throw new InvalidArgumentError('needs a number above 0')
}

function print(json: boolean | undefined, report: object): void {
  const lines = Object.entries(report).map(([name, value]) => `${name.padEnd(20)} ${JSON.stringify(value)}`)
  console.log(json ? JSON.stringify(report) : lines.join('\n'))
}

async function ingest({ json, redis, ...flags }: IngestFlags): Promise<void> {
  const { benchIngest } = await import('./src/ingest.ts')
  print(json, await benchIngest({ ...flags, redis: redis ?? false, log: (line) => console.error(line) }))
}

async function rebuild({ json, packs, events }: { events: number; packs?: true; json?: true }): Promise<void> {
  const { runRebuildBench } = await import('./src/rebuild.ts')
  const options = { events: Math.floor(events), packs: packs ?? false, log: (line: string) => console.error(line) }
  print(json, await runRebuildBench(options))
}

async function query({ json, events }: { events: number; json?: true }): Promise<void> {
  const { runQueryBench } = await import('./src/query.ts')
  const report = await runQueryBench({ events: Math.floor(events), log: (line) => console.error(line) })
  const { results, ...rest } = report
  if (json) print(json, report)
  else {
    print(json, rest)
    console.table(results)
  }
}

const program = new Command('bench').description('measure a Tidemark of its own on this machine')
program
  .command('ingest')
  .description('sustained events per second from HTTP to committed rollups, acknowledgement times, freshness')
  .option('--seconds <n>', 'how long the full load lasts', positive, 30)
  .option('--connections <n>', 'requests open at once', positive, 16)
  .option('--redis', 'run on Redis instead of Postgres alone')
  .option('--json', 'print one line of JSON as the last line')
  .action(ingest)
program
  .command('rebuild')
  .description('read, fold and write a day of raw events, beside the same aggregates as one SQL statement')
  .option('--events <n>', 'events in the day', positive, 10_000_000)
  .option('--packs', 'another day of as many events, made of all event types of all packs')
  .option('--json', 'print one line of JSON as the last line')
  .action(rebuild)
program
  .command('query')
  .description('how long charts, funnels, retention, experiments and dashboards take to answer')
  .option('--events <n>', 'raw events of seven days', positive, 10_000_000)
  .option('--json', 'print one line of JSON as the last line')
  .action(query)

try {
  await program.parseAsync()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
