import { defineGenerator, type GeneratorRequest, type TimeRange } from '@tidemark/contracts'
import { createRandom } from '../seeded/random.ts'
import { events } from './events.ts'
import { LONGEST_RUN_MS, makeRun, type RunEvent } from './make-run.ts'
import { expectedRuns, WORKFLOWS } from './workflows.ts'

const MINUTE_MS = 60_000

/** A run is troubled when the incident outlives it: then nothing of the incident is seen after its end. */
const isTroubled = (incidents: readonly TimeRange[], at: number): boolean =>
  incidents.some(({ from, to }) => from <= at && at + LONGEST_RUN_MS < to)

/** Everything of the runs that begin in the minute `minute` (since the epoch). Each minute has a chance of its own. */
function runsOfMinute({ seed, incidents }: GeneratorRequest, minute: number): RunEvent[] {
  const start = minute * MINUTE_MS
  return WORKFLOWS.flatMap((workflow) => {
    const random = createRandom(seed, workflow.name, minute)
    const begins = Array.from({ length: random.poisson(expectedRuns(workflow, start)) }, () =>
      Math.floor(start + random.uniform() * MINUTE_MS),
    )
    return begins.flatMap((at, n) => {
      const troubled = workflow.fragile && isTroubled(incidents, at)
      return makeRun(workflow, at, troubled, createRandom(seed, workflow.name, minute, n))
    })
  })
}

const byTime = (a: RunEvent, b: RunEvent): number => a.ts - b.ts || (a.id < b.id ? -1 : 1)

function* generateRuns(request: GeneratorRequest): Generator<RunEvent> {
  const { from, to } = request
  const last = Math.ceil(to / MINUTE_MS)
  let open: RunEvent[] = []
  for (let minute = Math.floor((from - LONGEST_RUN_MS) / MINUTE_MS); minute < last; minute++) {
    open.push(...runsOfMinute(request, minute))
    open.sort(byTime)
    // What lies before the next minute is complete: a run has no event before the minute that it begins in.
    const complete = Math.min(to, (minute + 1) * MINUTE_MS)
    const later = open.findIndex(({ ts }) => ts >= complete)
    const done = later === -1 ? open.length : later
    for (const event of open.slice(0, done)) if (event.ts >= from) yield event
    open = open.slice(done)
  }
}

/** A company with six workflows. In an incident `invoice-approval` fails every other run and takes seven times as long. */
export const generator = defineGenerator(events, {
  incident: { title: 'invoice-approval fails and slows down', startsAt: 0.5, lastsMs: 20 * MINUTE_MS },
  generate: generateRuns,
})
