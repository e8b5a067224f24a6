import {
  count,
  defineEvent,
  definePack,
  derived,
  distinct,
  dividedBy,
  entropy,
  MetricQuery,
  type MetricQueryInput,
  measure,
  minus,
  part,
  plus,
  ratio,
  sum,
  text,
  times,
} from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from './query-metric.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-03-10T12:30:00Z')
const range = { from: NOW - 4 * HOUR - 30 * 60_000, to: NOW }

const amount = measure({ unit: 'currency', integer: true, currency: 'currency' })
const dimensions = { country: text(), currency: text({ maxLength: 3 }) }
const deposit = defineEvent({ type: 'deposit', title: 'Deposit', dimensions, measures: { amount } })
const withdrawal = defineEvent({ type: 'withdrawal', title: 'Withdrawal', dimensions, measures: { amount } })
const choice = defineEvent({
  type: 'choice',
  title: 'Choice',
  dimensions: { arc: text(), option: text({ optional: true }) },
  measures: {},
})

const deposits = sum({ of: deposit, measure: 'amount', title: 'Deposits' })
const withdrawals = sum({ of: withdrawal, measure: 'amount', title: 'Withdrawals', coveredBy: [deposit] })
const deposited = count({ of: deposit, title: 'Deposits made' })
const withdrawn = count({ of: withdrawal, title: 'Withdrawals made', coveredBy: [deposit] })
const net = minus(deposits, withdrawals)
const pack = definePack({
  name: 'bank',
  title: 'Bank',
  version: '1.0.0',
  events: [deposit, withdrawal, choice],
  metrics: {
    deposits,
    withdrawals,
    deposited,
    withdrawn,
    net: derived({ formula: net, unit: 'currency', nullPolicy: 'zero', title: 'Net' }),
    roi: derived({ formula: dividedBy(net, deposits), unit: 'ratio', title: 'Return' }),
    moves: derived({ formula: plus(deposited, withdrawn), unit: 'count', nullPolicy: 'zero', title: 'Moves' }),
    scaled: derived({ formula: plus(times(deposited, 2), 0.5), unit: 'count', title: 'Scaled' }),
    per_player: derived({
      formula: dividedBy(deposits, distinct({ of: deposit, unitOf: 'actor', title: 'Players' })),
      unit: 'currency',
      title: 'Deposits per player',
    }),
    share: ratio({
      of: part(deposit, { measure: 'amount' }),
      over: part(deposit),
      title: 'Mean deposit',
      unit: 'ratio',
    }),
    entropy: entropy({ of: choice, by: 'option', title: 'Entropy' }),
    evenness: entropy({ of: choice, by: 'option', scale: 'evenness', title: 'Evenness' }),
  },
})

let world: World
const event = (type: string, hoursAgo: number, props: Record<string, unknown>, actor = 'ann') => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(NOW - hoursAgo * HOUR).toISOString(),
  actor,
  props,
})
const move = (type: string, hoursAgo: number, country: string, amount: number, more = {}, actor?: string) =>
  event(type, hoursAgo, { country, currency: 'EUR', amount, ...more }, actor)
const ask = (query: Omit<MetricQueryInput, 'range'>, project = world.project) =>
  queryMetric(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW },
    project,
    MetricQuery.parse({ range, ...query }),
  )

beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  const options = ['left', 'left', 'left', 'right', 'right']
  await world.door.accept(world.project, {
    events: [
      move('deposit', 4, 'DE', 1000),
      move('deposit', 4, 'FR', 500, {}, 'bob'),
      move('withdrawal', 4, 'DE', 300),
      move('withdrawal', 2, 'FR', 700),
      move('deposit', 1, 'IT', 1),
      ...options.map((option) => event('choice', 2, { arc: 'one', option })),
      event('choice', 1, { arc: 'one', option: 'left' }),
      event('choice', 1, { arc: 'two', option: 'left' }),
      event('choice', 1, { arc: 'two' }),
    ],
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

describe('arithmetic over metrics, each computed first', () => {
  test.each([
    ['net', 501],
    ['roi', 501 / 1501],
    ['moves', 5],
    ['scaled', 6.5],
    ['per_player', 1501 / 2],
  ])('%s over the range [T-03]', async (metric, total) => {
    const result = await ask({ metric: `bank.${metric}`, bucket: 'total' })
    expect(result.groups[0]?.total).toBeCloseTo(total, 12)
  })

  test('per bucket: 0 inside coverage where it may be, else a gap; a part over 0 is a gap [T-14 T-15]', async () => {
    const values = async (metric: string) => {
      const { groups } = await ask({ metric: `bank.${metric}`, bucket: '1h' })
      return groups[0]?.values
    }
    expect(await values('net')).toEqual([1200, 0, -700, 1, 0])
    expect(await values('moves')).toEqual([3, 0, 1, 1, 0])
    expect(await values('roi')).toEqual([0.8, null, null, 1, null])
    expect(await values('scaled')).toEqual([4.5, null, null, 2.5, null])
  })

  test('per group and in an exact other', async () => {
    const { groups, currency } = await ask({ metric: 'bank.net', bucket: 'total', breakdown: ['country'], limit: 1 })
    expect(currency).toBe('EUR')
    expect(groups.map(({ role, key, total }) => [role, key[0], total])).toEqual([
      ['group', 'DE', 700],
      ['other', null, -199],
    ])
  })

  test('has as many samples as the operand that has fewest, and is as exact as the least exact one', async () => {
    const result = await ask({ metric: 'bank.per_player', bucket: 'total' })
    expect(result.groups[0]?.totalSamples).toBe(3)
    expect((await ask({ metric: 'bank.roi', bucket: 'total' })).groups[0]?.totalSamples).toBe(2)
    expect(result.receipt.error.kind).toBe('distinct')
    expect(result.receipt.definition).toContain('sum(deposit.amount) / distinct(deposit.actor)')
  })
})

test('amounts of several currencies are never added up, whatever the unit they end in [T-19]', async () => {
  const project = await world.addProject('two-currencies')
  await world.door.accept(project, {
    events: [move('deposit', 1, 'DE', 10), move('withdrawal', 1, 'DE', 4, { currency: 'GBP' })],
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  for (const metric of ['net', 'roi'])
    await expect(ask({ metric: `bank.${metric}`, bucket: 'total' }, project)).rejects.toMatchObject({
      code: 'invalid_input',
      details: { currencies: ['EUR', 'GBP'] },
    })
  expect((await ask({ metric: 'bank.moves', bucket: 'total' }, project)).groups[0]?.total).toBe(2)
  expect((await ask({ metric: 'bank.share', bucket: 'total' }, project)).groups[0]?.total).toBe(10)
})

describe('entropy of what was chosen, corrected for small samples', () => {
  const bits = (...counts: number[]) => {
    const n = counts.reduce((sum, value) => sum + value, 0)
    const plain = counts.reduce((sum, value) => sum - (value / n) * Math.log2(value / n), 0)
    return counts.length === 1 ? 0 : plain + (counts.length - 1) / (2 * n * Math.LN2)
  }

  test('per bucket and over the range, from merged counts [T-49]', async () => {
    const { groups, unit } = await ask({ metric: 'bank.entropy', bucket: '1h' })
    const [group] = groups
    expect(unit).toBe('bits')
    expect(group?.values).toEqual([null, null, expect.closeTo(bits(3, 2), 12), 0, null])
    // The event without an option chose nothing.
    expect(group?.samples).toEqual([0, 0, 5, 2, 0])
    expect(group?.total).toBeCloseTo(bits(5, 2), 12)
  })

  test('by group, as evenness', async () => {
    const { groups } = await ask({ metric: 'bank.evenness', bucket: 'total', breakdown: ['arc'] })
    expect(groups.map(({ key, total }) => [key[0], total])).toEqual([
      ['one', 1],
      ['two', 0],
    ])
  })
})
