import {
  count,
  defineEvent,
  definePack,
  distinct,
  match,
  mean,
  measure,
  part,
  ratio,
  sum,
  text,
  type WireEvent,
} from '@tidemark/contracts'
import { createRandom } from '@tidemark/packs/seeded/random'

const HOUR = 3_600_000

const exposed = defineEvent({
  type: 'exposed',
  title: 'Exposed',
  dimensions: { experiment: text(), variation: text() },
  measures: { budget: measure({ unit: 'count', optional: true }) },
})
const turn = defineEvent({
  type: 'turn',
  title: 'Turn',
  dimensions: { outcome: text() },
  measures: { tokens: measure({ unit: 'count', optional: true }) },
})
const purchase = defineEvent({
  type: 'purchase',
  title: 'Purchase',
  dimensions: { currency: text() },
  measures: { amount: measure({ unit: 'currency', currency: 'currency', integer: true }) },
})

export const MATURES_MS = 12 * HOUR

/** A game whose experiments can be recomputed by hand. */
export const storyPack = definePack({
  name: 'game',
  title: 'Game',
  version: '1.0.0',
  events: [exposed, turn, purchase],
  metrics: {
    turns: count({ title: 'Turns', of: turn, better: 'higher' }),
    tokens: mean({ title: 'Tokens per turn', of: turn, measure: 'tokens', better: 'lower' }),
    win_rate: ratio({
      title: 'Won',
      of: part(turn, { where: { outcome: 'won' } }),
      over: part(turn),
      better: 'higher',
    }),
    buyers: distinct({ title: 'Buyers', of: purchase, unitOf: 'actor', better: 'higher' }),
    revenue: sum({ title: 'Revenue', of: purchase, measure: 'amount', unit: 'currency', better: 'higher' }),
  },
  experiments: {
    trials: {
      title: 'Trials',
      exposure: match(exposed),
      experiment: 'experiment',
      variation: 'variation',
      control: 'control',
      unit: 'actor',
      primary: ['turns', 'buyers'],
      secondary: ['tokens', 'win_rate', 'revenue'],
      weights: { control: 50, treatment: 50, tiny: 1 },
      maturesMs: MATURES_MS,
      capQuantile: 0.95,
      overlays: ['budget'],
    },
  },
})

export interface StoryEvent {
  readonly type: string
  readonly at: number
  readonly actor: string
  readonly props: Readonly<Record<string, string | number>>
}

/** What one player does over four days, more of it under the treatment; exposures to two experiments in one session. */
function playerStory(player: number, now: number): StoryEvent[] {
  const random = createRandom('experiment', player)
  const actor = `p${player}`
  const variation = player % 97 === 0 ? 'tiny' : player % 2 === 0 ? 'control' : 'treatment'
  // Every tenth player is exposed within the last twelve hours and has not matured.
  const at = Math.round(now - HOUR - (player % 10 === 0 ? 10 : 14 + 40 * random.uniform()) * HOUR)
  const keen = 1 + 4 * random.uniform()
  const events: StoryEvent[] = []
  const expose = (experiment: string, seen: string, when: number) =>
    events.push({
      type: 'exposed',
      at: when,
      actor,
      props: { experiment, variation: seen, budget: 100 + (player % 3) },
    })
  expose('caps', variation, at)
  expose('caps', variation, at + HOUR)
  expose('other', player % 3 === 0 ? 'control' : 'treatment', at)
  if (player % 50 === 7) expose('caps', variation === 'control' ? 'treatment' : 'control', at + 2 * HOUR)
  for (let when = at - 20 * HOUR; when < Math.min(now, at + 20 * HOUR); when += HOUR) {
    const treated = variation === 'treatment' && when >= at
    const turns = random.poisson(keen * (treated ? 1.5 : 1) * 0.3)
    for (let i = 0; i < turns; i++) {
      const outcome = random.chance(treated ? 0.5 : 0.4) ? 'won' : 'lost'
      const tokens: StoryEvent['props'] = random.chance(0.1) ? {} : { tokens: Math.round(random.logNormal(200, 0.5)) }
      events.push({ type: 'turn', at: when + i, actor, props: { outcome, ...tokens } })
    }
    if (random.chance(0.02)) {
      const amount = Math.round(random.logNormal(500, 1))
      events.push({ type: 'purchase', at: when, actor, props: { currency: 'EUR', amount } })
    }
  }
  return events
}

export const tellStory = (players: number, now: number): StoryEvent[] =>
  Array.from({ length: players }, (_, player) => playerStory(player + 1, now)).flat()

export const toWire = ({ type, at, actor, props }: StoryEvent): WireEvent => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(at).toISOString(),
  actor,
  session: `${actor}-s`,
  props,
})
