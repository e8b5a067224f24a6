import { setTimeout as pause } from 'node:timers/promises'
import { createPool, type Pool } from '@tidemark/db'
import { measureBareInsert } from './ingest-bare.ts'
import { type Freshness, measureFreshness } from './ingest-freshness.ts'
import type { LoadReport } from './ingest-load-protocol.ts'
import { describeLimit, watchCpu } from './lab/cpu.ts'
import { type Lab, openLab } from './lab/lab.ts'
import { type LoadProcess, startLoadProcess } from './lab/load-process.ts'

export type IngestBenchOptions = {
  readonly seconds: number
  /** requests of the load that are open at once */
  readonly connections: number
  readonly redis: boolean
  readonly log: (line: string) => void
}

export type IngestBenchReport = Freshness & {
  backplane: 'postgres' | 'redis'
  /** events from HTTP to committed rollups, per second from the first request until the inbox was empty */
  eventsPerSecond: number
  /** rows per second of one connection that only inserts into the same table */
  bareInsertPerSecond: number
  ratioToBareInsert: number
  /** under full load */
  ackP50Ms: number
  ackP95Ms: number
  /** events acknowledged and stored in the measured time */
  events: number
  seconds: number
  /** of which the inbox still had to be emptied after the load had stopped */
  drainSeconds: number
  refusedRequests: number
  failedRequests: number
  /** share of one core that each process used under full load */
  cpu: Record<string, number>
  /** what the load ran into, and what emptying the inbox afterwards did */
  limitedBy: string
  drainLimitedBy: string
}

const WARM_UP_SECONDS = 3
const DRAIN_DEADLINE_MS = 120_000

/** Measures a Tidemark of its own, alone on this machine but for the load. */
export async function benchIngest(options: IngestBenchOptions): Promise<IngestBenchReport> {
  const { log, redis } = options
  const lab = await openLab({ redis })
  const load = startLoadProcess()
  const pool = createPool({ url: lab.database.url, applicationName: 'bench', max: 1, statementTimeoutMs: 60_000 })
  try {
    log('warming up')
    await push(lab, load, WARM_UP_SECONDS, options.connections)
    await waitForEmptyInbox(pool, lab)
    log(`full load for ${options.seconds} s`)
    const sustained = await measureSustained(lab, load, pool, options)
    log(`${Math.round(sustained.eventsPerSecond)} events/s; waiting for the coarser grains`)
    await waitForQuiet(pool, lab)
    log('bare inserts')
    const bareInsertPerSecond = Math.round(await measureBareInsert(lab.database.url))
    log('freshness at 2,000 events/s')
    const freshness = await measureFreshness(lab, load)
    return {
      backplane: redis ? 'redis' : 'postgres',
      ...sustained,
      eventsPerSecond: Math.round(sustained.eventsPerSecond),
      bareInsertPerSecond,
      ratioToBareInsert: Math.round((sustained.eventsPerSecond / bareInsertPerSecond) * 1000) / 1000,
      ...freshness,
    }
  } finally {
    load.close()
    await pool.end()
    await lab.close()
  }
}

function push(lab: Lab, load: LoadProcess, seconds: number, connections: number): Promise<LoadReport> {
  return load.run({ url: lab.url, writeKey: lab.writeKey, seconds, connections })
}

async function measureSustained(lab: Lab, load: LoadProcess, pool: Pool, { seconds, connections }: IngestBenchOptions) {
  const before = await countStored(pool, lab.project.id)
  const parts = [
    { name: 'api', pid: lab.api.pid, withChildren: false },
    { name: 'worker', pid: lab.worker.pid, withChildren: false },
    { name: 'postgres', pid: lab.database.pid, withChildren: true },
    { name: 'load', pid: load.pid, withChildren: false },
    ...(lab.redis === undefined ? [] : [{ name: 'redis', pid: lab.redis.pid, withChildren: false }]),
  ]
  const underLoad = await watchCpu(parts)
  const started = performance.now()
  const report = await push(lab, load, seconds, connections)
  const loadSeconds = (performance.now() - started) / 1000
  const cpu = await underLoad.stop()
  const draining = await watchCpu(parts)
  await waitForEmptyInbox(pool, lab)
  const total = (performance.now() - started) / 1000
  const drainLimitedBy = describeLimit(await draining.stop())
  const events = (await countStored(pool, lab.project.id)) - before
  if (events !== report.accepted) {
    throw new Error(`${report.accepted} events were acknowledged, ${events} are stored: the figures would be worthless`)
  }
  const { refusedRequests, failedRequests } = report
  return {
    eventsPerSecond: events / total,
    ackP50Ms: toTenths(report.ackP50Ms),
    ackP95Ms: toTenths(report.ackP95Ms),
    events,
    seconds: toTenths(total),
    drainSeconds: toTenths(total - loadSeconds),
    refusedRequests,
    failedRequests,
    cpu,
    limitedBy: describeLimit(cpu),
    drainLimitedBy,
  }
}

const toTenths = (n: number): number => Math.round(n * 10) / 10

async function countStored(pool: Pool, projectId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*) AS n FROM event WHERE project_id = $1', [projectId])
  return rows[0]?.n ?? 0
}

/** An empty inbox means that every accepted event is in the 1-minute rollups: both are one transaction. */
async function waitForEmptyInbox(pool: Pool, lab: Lab): Promise<void> {
  await waitForZero(pool, 'SELECT count(*) AS n FROM inbox WHERE project_id = $1', lab.project.id, 50)
}

async function waitForQuiet(pool: Pool, lab: Lab): Promise<void> {
  await waitForZero(pool, 'SELECT count(*) AS n FROM rollup_dirty WHERE project_id = $1', lab.project.id, 500)
}

async function waitForZero(pool: Pool, question: string, projectId: number, everyMs: number): Promise<void> {
  const deadline = performance.now() + DRAIN_DEADLINE_MS
  for (;;) {
    const { rows } = await pool.query<{ n: number }>(question, [projectId])
    if (rows[0]?.n === 0) return
    if (performance.now() > deadline)
      throw new Error(`${rows[0]?.n} rows still wait after ${DRAIN_DEADLINE_MS / 1000} s`)
    await pause(everyMs)
  }
}
