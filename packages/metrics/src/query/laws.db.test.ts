import {
  AnyQuery,
  count,
  defineEvent,
  definePack,
  distinct,
  distribution,
  type FormulaQueryInput,
  type MetricGroup,
  type MetricQueryInput,
  measure,
  part,
  ratio,
  sum,
  text,
} from '@tidemark/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { seededUniform } from '../../test/seeded-random.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { nearestRank } from '../sketch/nearest-rank.ts'
import { queryMetric } from './query-metric.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** The week in which Berlin loses an hour. */
const FROM = Date.parse('2026-03-27T00:00:00Z')
const TO = FROM + 5 * DAY
const NOW = TO + 3 * DAY

const visit = defineEvent({
  type: 'visit',
  title: 'Visit',
  dimensions: { page: text(), device: text({ optional: true }) },
  measures: { took: measure({ unit: 'ms', min: 0, integer: true }) },
})
const pack = definePack({
  name: 'site',
  title: 'Site',
  version: '1.0.0',
  events: [visit],
  metrics: {
    visits: count({ of: visit, title: 'Visits' }),
    took: distribution({ of: visit, measure: 'took', title: 'Time' }),
    total: sum({ of: visit, measure: 'took', title: 'Total time' }),
    people: distinct({ of: visit, unitOf: 'actor', title: 'People' }),
    phone_share: ratio({ of: part(visit, { where: { device: 'phone' } }), over: part(visit), title: 'On phones' }),
  },
})

interface Visit {
  at: number
  page: string
  device: string | null
  took: number
  actor: string
}

/** Lumpy in time, long-tailed in value, and a device that is empty, unknown or not told. */
function makeVisits(): Visit[] {
  const random = seededUniform(7)
  const devices = ['phone', 'desk', '', 'unknown', null]
  return Array.from({ length: 1_200 }, () => ({
    at: FROM + Math.floor(random() ** 2 * 5 * 24 * 60) * MINUTE,
    page: `/${Math.floor(random() ** 3 * 12)}`,
    device: devices[Math.floor(random() * 5)]!,
    took: Math.round(Math.exp(3 + 3 * random())),
    actor: `a${Math.floor(random() * 300)}`,
  }))
}

let world: World
const visits = makeVisits()
beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW, timeZone: 'Europe/Berlin' })
  const events = visits.map(({ at, actor, page, device, took }) => ({
    id: crypto.randomUUID(),
    type: 'visit',
    ts: new Date(at).toISOString(),
    actor,
    props: { page, took, ...(device === null ? {} : { device }) },
  }))
  for (let i = 0; i < events.length; i += 400)
    await world.door.accept({ ...world.project, rawRetentionDays: 30 }, { events: events.slice(i, i + 400) })
  await drainInbox(world.context, { budgetMs: 30_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

type Input = Omit<MetricQueryInput, 'range'> | Omit<FormulaQueryInput, 'range'>
const ask = (query: Input, range = { from: FROM, to: TO }) =>
  queryMetric(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW },
    world.project,
    AnyQuery.parse({ range, ...query }),
  )

const quantile = (list: readonly Visit[], q: number) =>
  list.map(({ took }) => took).sort((a, b) => a - b)[nearestRank(q, list.length) - 1] ?? null

/** What each metric is, straight from the visits. */
const DIRECT: Record<string, (list: readonly Visit[]) => number | null> = {
  visits: (list) => list.length,
  total: (list) => list.reduce((sum, { took }) => sum + took, 0),
  people: (list) => new Set(list.map(({ actor }) => actor)).size,
  phone_share: (list) =>
    list.length === 0 ? null : list.filter(({ device }) => device === 'phone').length / list.length,
  took: (list) => quantile(list, 0.95),
}

function expectNumber(metric: string, value: number | null, list: readonly Visit[]): void {
  const direct = DIRECT[metric]!(list)
  if (metric === 'took' && direct !== null) expect(Math.abs(value! / direct - 1)).toBeLessThanOrEqual(0.01)
  // Outside of what was collected nothing is known, so none may be a gap as well.
  else if (direct === 0) expect([0, null]).toContain(value)
  else expect(value).toBe(direct)
}

const SIZES = ['15m', '1h', '6h', '1d', '2d', '1w', 'total'] as const
const ZONES = ['Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Asia/Tehran', 'Australia/Lord_Howe', 'America/St_Johns']

test('any split of the range, in any zone, by any dimensions, tells what the events tell [T-02 T-03 T-04 T-11]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(DIRECT)),
      fc.constantFrom(...SIZES),
      fc.constantFrom(...ZONES),
      fc.subarray(['page', 'device'] as const),
      fc.integer({ min: 1, max: 5 }),
      fc.tuple(fc.nat(5 * 24 * 60 - 1), fc.integer({ min: 1, max: 5 * 24 * 60 })),
      async (metric, bucket, timeZone, breakdown, limit, [start, length]) => {
        const range = { from: FROM + start * MINUTE, to: FROM + (start + length) * MINUTE }
        const result = await ask({ metric: `site.${metric}`, bucket, timeZone, breakdown, limit }, range)
        const within = visits.filter(({ at }) => at >= range.from && at < range.to)
        const keyOf = (one: Visit) => JSON.stringify(breakdown.map((name) => one[name]))
        const shown = new Set(
          result.groups.filter(({ role }) => role === 'group').map(({ key }) => JSON.stringify(key)),
        )
        const partOf = (group: MetricGroup, one: Visit) =>
          group.role === 'all' ||
          (group.role === 'other' ? !shown.has(keyOf(one)) : keyOf(one) === JSON.stringify(group.key))
        for (const group of result.groups) {
          const own = within.filter((one) => partOf(group, one))
          expectNumber(metric, group.total, own)
          for (const [i, from] of result.buckets.entries()) {
            const to = result.buckets[i + 1] ?? Number.POSITIVE_INFINITY
            expectNumber(
              metric,
              group.values[i] ?? null,
              own.filter(({ at }) => at >= from && at < to),
            )
          }
        }
        const samples = result.groups.reduce((sum, group) => sum + group.totalSamples, 0)
        if (metric === 'visits') expect(samples).toBe(within.length)
      },
    ),
    { numRuns: 60 },
  )
})

test('a missing, an empty, an unknown value and all of them are four things [T-55]', async () => {
  const counted = (list: readonly Visit[]) => list.length
  const { groups } = await ask({ metric: 'site.visits', bucket: 'total', breakdown: ['device'], limit: 10 })
  const byKey = new Map(groups.map(({ key, total }) => [key[0], total]))
  for (const device of [null, '', 'unknown'])
    expect(byKey.get(device)).toBe(counted(visits.filter((one) => one.device === device)))
  const total = async (filter: { op: 'in' | 'notIn' | 'exists' | 'missing'; values?: string[] }) => {
    const filters = [{ dimension: 'device', ...filter }]
    return (await ask({ metric: 'site.visits', bucket: 'total', filters })).groups[0]?.total
  }
  expect(await total({ op: 'missing' })).toBe(byKey.get(null))
  expect(await total({ op: 'in', values: [''] })).toBe(byKey.get(''))
  expect(await total({ op: 'in', values: ['unknown'] })).toBe(byKey.get('unknown'))
  expect(await total({ op: 'exists' })).toBe(visits.length - byKey.get(null)!)
  // An absent value is not known to be another one.
  expect(await total({ op: 'notIn', values: ['phone'] })).toBe(visits.length - byKey.get(null)! - byKey.get('phone')!)
  expect((await ask({ metric: 'site.visits', bucket: 'total' })).groups[0]).toMatchObject({
    role: 'all',
    total: visits.length,
  })
})

describe('a formula of the asker', () => {
  test('is computed from its operands, each under its own filters, per bucket, group and in total [T-03]', async () => {
    const { groups, unit, receipt } = await ask({
      formula: '(all - phones) / all',
      operands: {
        all: { metric: 'site.visits' },
        phones: { metric: 'site.visits', filters: [{ dimension: 'device', op: 'in', values: ['phone'] }] },
      },
      unit: 'percent',
      bucket: '1d',
      breakdown: ['page'],
      limit: 3,
    })
    expect(unit).toBe('percent')
    expect(receipt.definition).toContain('phones = count(visit) where device = phone')
    for (const { key, total, role } of groups) {
      if (role !== 'group') continue
      const own = visits.filter(({ page }) => page === key[0])
      expect(total).toBeCloseTo(1 - DIRECT.phone_share!(own)!, 12)
    }
    expect(groups.map(({ role }) => role)).toEqual(['group', 'group', 'group', 'other'])
  })

  test.each([
    [{ formula: 'a / b', operands: { a: { metric: 'site.visits' } }, unit: 'count' }, 'there is no operand b'],
    [{ formula: 'a', operands: { a: { metric: 'site.nothing' } }, unit: 'count' }, 'There is no metric site.nothing'],
    [{ formula: '1 + 1', operands: {}, unit: 'count' }, 'names no operand'],
    [{ formula: 'a', operands: { a: { metric: 'site.visits' } }, unit: 'count', breakdown: ['os'] }, 'no dimension os'],
  ] satisfies [Input, string][])('that cannot be computed says why: %j', async (query, message) => {
    await expect(ask(query)).rejects.toThrow(message)
  })
})
