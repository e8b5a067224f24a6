import type { PackNames } from './pack-names.ts'

/** The one file of a new pack: everything that is usual, declared once and in working order. Pure. */
export const packTemplate = ({ name, title, prefix, variable }: PackNames): string => `import {
  count,
  defineEvent,
  defineFunnel,
  defineGenerator,
  definePack,
  defineSlo,
  distribution,
  type GeneratorRequest,
  goodOver,
  match,
  measure,
  oneOf,
  part,
  ratio,
  type SeededEventOf,
  step,
} from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { createStory, isTroubled } from '../seeded/story.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

// What happens. Applications send it, the door refuses what is not declared.
const task = defineEvent({
  type: '${prefix}task',
  title: 'Task',
  dimensions: { outcome: oneOf(['ok', 'failed'], { title: 'Outcome' }) },
  measures: { duration: measure({ title: 'Duration', unit: 'ms', min: 0 }) },
})
const OK = { outcome: 'ok' } as const
const FAILED = { outcome: 'failed' } as const

// The numbers.
const metrics = {
  tasks: count({ of: task, title: 'Tasks' }),
  failure_rate: ratio({
    of: part(task, { where: FAILED }),
    over: part(task),
    title: 'Failure rate',
    description: 'Tasks that failed over all tasks',
    better: 'lower',
  }),
  duration: distribution({ of: task, measure: 'duration', title: 'Duration', better: 'lower' }),
}

// A made-up world, and what goes wrong in it.
const TASKS_PER_MINUTE = 2
const PEOPLE = 200
const FAILURE = { usual: 0.02, troubled: 0.8 }
const TROUBLE_MS = 30 * MINUTE_MS

const tasksOfMinute = ({ seed, incidents }: GeneratorRequest, minute: number): SeededEventOf<typeof task>[] => {
  const random = createRandom(seed, '${name}', minute)
  return beginsIn(random, TASKS_PER_MINUTE, minute).flatMap((at) => {
    const story = createStory(random, { actor: \`person-\${Math.floor(random.uniform() * PEOPLE)}\` })
    const failed = random.chance(isTroubled(incidents, at, TROUBLE_MS) ? FAILURE.troubled : FAILURE.usual)
    const duration = Math.round(random.logNormal(400, 0.5))
    story.tell(task, at, { outcome: failed ? 'failed' : 'ok', duration })
    return story.events as SeededEventOf<typeof task>[]
  })
}

export const ${variable} = definePack({
  name: '${name}',
  title: '${title}',
  version: '1.0.0',
  events: [task],
  metrics,
  funnels: {
    recovery: defineFunnel({
      title: 'Recovery from a failure',
      unit: 'actor',
      steps: [step('Failed', match(task, FAILED)), step('Succeeded later', match(task, OK))],
      withinMs: DAY_MS,
    }),
  },
  slos: {
    tasks_succeed: defineSlo({
      title: 'Tasks that succeed',
      sli: goodOver(part(task, { where: OK }), part(task)),
      objective: 0.95,
      window: '7d',
    }),
  },
  levers: { roll_back: { title: 'Roll back', action: 'Roll back the last release' } },
  rules: {
    failure_rate_high: {
      title: 'Failure rate above 30 %',
      metric: 'failure_rate',
      condition: { op: '>', value: 0.3 },
      windowMs: 15 * MINUTE_MS,
      forMs: 5 * MINUTE_MS,
      severity: 'critical',
      channels: ['log', 'email', 'slack'],
      levers: ['roll_back'],
    },
  },
  dashboards: {
    overview: {
      title: '${title}',
      rows: [
        [
          { kind: 'tile', title: 'Tasks', metric: 'tasks', width: 3 },
          { kind: 'tile', title: 'Failure rate', metric: 'failure_rate', width: 3 },
          { kind: 'tile', title: 'Duration p95', metric: 'duration', stat: 'p95', width: 3 },
          { kind: 'slo', title: 'Tasks that succeed', of: 'tasks_succeed', width: 3 },
        ],
        [
          { kind: 'area', title: 'Tasks by outcome', metric: 'tasks', breakdown: 'outcome', width: 6 },
          { kind: 'funnel', title: 'Recovery from a failure', of: 'recovery', width: 6 },
        ],
      ],
    },
  },
  generator: defineGenerator([task], {
    incident: { title: 'Most tasks fail', startsAt: 0.5, lastsMs: TROUBLE_MS },
    generate: generateByMinute(0, tasksOfMinute),
  }),
})
`
