import { defineGenerator, type GeneratorRequest, type TimeRange } from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
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
  return WORKFLOWS.flatMap((workflow) => {
    const random = createRandom(seed, workflow.name, minute)
    return beginsIn(random, expectedRuns(workflow, minute * MINUTE_MS), minute).flatMap((at, n) => {
      const troubled = workflow.fragile && isTroubled(incidents, at)
      return makeRun(workflow, at, troubled, createRandom(seed, workflow.name, minute, n))
    })
  })
}

/** A company with six workflows. In an incident `invoice-approval` fails every other run and takes seven times as long. */
export const generator = defineGenerator(events, {
  incident: { title: 'invoice-approval fails and slows down', startsAt: 0.5, lastsMs: 20 * MINUTE_MS },
  generate: generateByMinute(LONGEST_RUN_MS, runsOfMinute),
})
