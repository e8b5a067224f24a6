import { describeLimit, watchCpu } from './lab/cpu.ts'
import { quantile } from './lab/quantile.ts'
import { openQueryLab } from './query-lab/open-query-lab.ts'
import { type Question, questionsOf } from './query-lab/questions.ts'

export interface QueryBenchOptions {
  /** raw events of seven days */
  readonly events: number
  readonly log: (line: string) => void
}

export interface QueryBenchResult {
  readonly name: string
  readonly p50Ms: number
  readonly p95Ms: number
}

export interface QueryBenchReport {
  /** raw events stored */
  readonly events: number
  /** people with unit days, of eight weeks */
  readonly actors: number
  readonly rollupRows: number
  readonly results: readonly QueryBenchResult[]
  /** raw events read for one answer, by question */
  readonly eventsRead: Record<string, number>
  /** ms of the first answer of each question, which is not among the others */
  readonly firstMs: Record<string, number>
  /** questions whose p95 is not below their goal */
  readonly missed: readonly string[]
  readonly limitedBy: string
}

const toTenths = (ms: number): number => Math.round(ms * 10) / 10

async function time(question: Question): Promise<{ ms: number; eventsRead: number }> {
  const started = performance.now()
  const eventsRead = await question.ask()
  return { ms: performance.now() - started, eventsRead }
}

/** Asks once, and then so many times that what is fast shows its slow tail. */
async function measure(question: Question, log: QueryBenchOptions['log']) {
  const first = await time(question)
  const times: number[] = []
  for (let i = 0; i < question.times; i++) times.push((await time(question)).ms)
  times.sort((a, b) => a - b)
  const [p50Ms, p95Ms] = [toTenths(quantile(times, 0.5)), toTenths(quantile(times, 0.95))]
  const { name, title, goalMs } = question
  log(`${name}: p50 ${p50Ms} ms, p95 ${p95Ms} ms${goalMs === null ? '' : `, goal ${goalMs} ms`} (${title})`)
  const result: QueryBenchResult = { name, p50Ms, p95Ms }
  return {
    result,
    eventsRead: first.eventsRead,
    firstMs: toTenths(first.ms),
    isMissed: goalMs !== null && p95Ms >= goalMs,
  }
}

/** Measures how long questions take over a made-up history in a Postgres of its own. */
export async function runQueryBench({ events, log }: QueryBenchOptions): Promise<QueryBenchReport> {
  const lab = await openQueryLab(events, log)
  try {
    const watch = await watchCpu([
      { name: 'tidemark', pid: process.pid, withChildren: false },
      { name: 'postgres', pid: lab.postgresPid, withChildren: true },
    ])
    const measured: Awaited<ReturnType<typeof measure>>[] = []
    for (const question of questionsOf(lab)) measured.push(await measure(question, log))
    const byName = (pick: (one: (typeof measured)[number]) => number) =>
      Object.fromEntries(measured.map((one) => [one.result.name, pick(one)]))
    return {
      events: lab.events,
      actors: lab.actors,
      rollupRows: lab.rollupRows,
      results: measured.map(({ result }) => result),
      eventsRead: byName((one) => one.eventsRead),
      firstMs: byName((one) => one.firstMs),
      missed: measured.filter(({ isMissed }) => isMissed).map(({ result }) => result.name),
      limitedBy: describeLimit(await watch.stop()),
    }
  } finally {
    await lab.close()
  }
}
