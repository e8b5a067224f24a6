import { defineEvent, defineFunnel, definePack, match, step, text } from '@tidemark/contracts'

const DAY = 86_400_000
const dimensions = { world: text(), locale: text({ personal: true, optional: true }), build: text({ kept: false }) }
const start = defineEvent({ type: 'start', title: 'Start', dimensions, measures: {} })
const craft = defineEvent({ type: 'craft', title: 'Craft', dimensions: { outcome: text() }, measures: {} })
const cheat = defineEvent({ type: 'cheat', title: 'Cheat', dimensions: {}, measures: {} })
const done = defineEvent({ type: 'done', title: 'Done', dimensions: {}, measures: {} })
const sampled = (type: string, group: string, rate: number) =>
  defineEvent({ type, title: type, dimensions: {}, measures: {}, sampling: { group, rate } })
const [seen, bought, won] = [sampled('seen', 'shop', 0.5), sampled('bought', 'shop', 0.3), sampled('won', 'play', 0.3)]
/** A game whose sessions are followed, and types that are sampled together and apart. */
export const funnelPack = definePack({
  name: 'game',
  title: 'Game',
  version: '1.0.0',
  events: [start, craft, cheat, done, seen, bought, won],
  metrics: {},
  funnels: {
    play: defineFunnel({
      title: 'Play',
      unit: 'session',
      withinMs: DAY,
      steps: [
        step('Start', match(start)),
        step('First craft', match(craft, { outcome: 'success' })),
        step('Completion', match(done)),
      ],
      exclude: match(cheat),
      breakdowns: ['world'],
    }),
    buyers: defineFunnel({
      title: 'Buyers',
      unit: 'actor',
      withinMs: DAY,
      steps: [step('Seen', match(seen)), step('Bought', match(bought))],
    }),
    apart: defineFunnel({
      title: 'Apart',
      unit: 'actor',
      withinMs: DAY,
      steps: [step('Seen', match(seen)), step('Won', match(won))],
    }),
  },
})
