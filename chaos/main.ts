/** `npm run chaos -- ingest|alerts --kills 20`: breaks a Tidemark of its own on purpose and counts what survived. */
import { Command, InvalidArgumentError } from 'commander'

type AlertFlags = { kills: number; redis?: true; json?: true }
type IngestFlags = AlertFlags & { seconds: number; rate: number }

const positive = (text: string): number => {
  const n = Number(text)
  if (Number.isFinite(n) && n > 0) return n
  throw new InvalidArgumentError('needs a number above 0')
}

async function ingest({ json, redis, ...flags }: IngestFlags): Promise<void> {
  const { isSound, runIngestChaos } = await import('./src/ingest.ts')
  const report = await runIngestChaos({ ...flags, redis: redis ?? false, log: (line) => console.error(line) })
  tell(json, report, isSound(report) && 'Nothing acknowledged was lost or counted twice.')
}

async function alerts({ json, redis, kills }: AlertFlags): Promise<void> {
  const { areAlertsSound, runAlertChaos } = await import('./src/alerts.ts')
  const report = await runAlertChaos({ kills, redis: redis ?? false, log: (line) => console.error(line) })
  tell(json, report, areAlertsSound(report) && 'Every step was told with one id per channel, and none was lost.')
}

/** Prints a report and what it comes to; `sound` is false where a promise was broken. */
function tell(json: true | undefined, report: object, sound: string | false): void {
  if (json) console.log(JSON.stringify(report))
  else {
    for (const [name, value] of Object.entries(report)) console.log(`${name.padEnd(20)} ${JSON.stringify(value)}`)
    console.log(sound || 'NOT SOUND: see the figures above.')
  }
  if (!sound) process.exitCode = 1
}

const program = new Command('chaos').description('kill parts of a Tidemark of its own and check what it promised')
program
  .command('ingest')
  .description('kill -9 api, worker, Postgres and, with --redis, Redis in turn while events come in')
  .option('--kills <n>', 'how many times something is killed', positive, 20)
  .option('--seconds <n>', 'how long the load lasts at least', positive, 60)
  .option('--rate <n>', 'events per second', positive, 2_000)
  .option('--redis', 'run on Redis, and kill and flush it too')
  .option('--json', 'print one line of JSON as the last line')
  .action(ingest)
program
  .command('alerts')
  .description('kill -9 the worker, at random and at each step of an alert, while service levels come and go')
  .option('--kills <n>', 'how many times it is killed', positive, 20)
  .option('--redis', 'run on Redis')
  .option('--json', 'print one line of JSON as the last line')
  .action(alerts)

try {
  await program.parseAsync()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
