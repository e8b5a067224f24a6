import {
  count,
  defineCohort,
  defineEvent,
  definePack,
  distinct,
  match,
  text,
  type WireEvent,
} from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'

const visit = defineEvent({
  type: 'visit',
  title: 'Visit',
  dimensions: { plan: text(), country: text({ personal: true, optional: true }) },
  measures: {},
})
const play = defineEvent({ type: 'play', title: 'Play', dimensions: { mode: text({ kept: false }) }, measures: {} })
/** No cohort names it. */
const look = defineEvent({ type: 'look', title: 'Look', dimensions: {}, measures: {} })

/** A pack with a cohort, for tests. */
export const cohortPack = definePack({
  name: 'club',
  title: 'Club',
  version: '1.0.0',
  events: [visit, play, look],
  metrics: {
    visits: count({ title: 'Visits', of: visit }),
    sessions: distinct({ title: 'Sessions', of: visit, unitOf: 'session' }),
  },
  cohorts: {
    players: defineCohort({
      title: 'Players',
      born: match(visit),
      returned: match(play, { mode: 'ranked' }),
      period: 'week',
      by: ['plan', 'country'],
    }),
    visitors: defineCohort({
      title: 'Visitors',
      born: match(visit),
      returned: match(visit),
      period: 'day',
      by: ['plan'],
    }),
  },
})

/** One event of the pack by an actor. */
export const act = (
  type: 'visit' | 'play' | 'look',
  actor: string | null,
  at: number,
  props: Record<string, unknown> = {},
  more: Partial<WireEvent> = {},
): WireEvent => ({
  id: uuidv7(at),
  type,
  ts: new Date(at).toISOString(),
  ...(actor === null ? {} : { actor }),
  props: type === 'visit' ? { plan: 'free', ...props } : type === 'play' ? { mode: 'ranked', ...props } : props,
  ...more,
})
