import { CohortQuery, type CohortQueryInput, CohortResult, type WireEvent } from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { act, cohortPack } from '../../test/cohort-pack.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryCohort } from './query-cohort.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Wednesday; weeks of the project begin on Sunday. The clocks of Berlin go forward on 29 March. */
const NOW = Date.UTC(2026, 3, 8, 12)
const range = { from: NOW - 24 * DAY, to: NOW + 1 }

let world: World
let project: World['project']
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW, packs: [cohortPack] })
  project = { ...(await world.addProject('club', 'Europe/Berlin')), rawRetentionDays: 60 }
  await send([
    // 30 begin in the week of 15 March, 24 of them on the free plan, and come back in falling numbers.
    ...Array.from({ length: 30 }, (_, i) =>
      act('visit', `m${i}`, NOW - 23 * DAY + i, { plan: i < 24 ? 'free' : 'paid', country: country(i) }),
    ),
    ...comeBack(20, 16),
    ...comeBack(12, 9),
    ...comeBack(8, 0),
    // The day before the first visit, as something else, and of nobody in the cohort.
    act('play', 'm0', NOW - 24 * DAY, { mode: 'ranked' }),
    act('play', 'm29', NOW - 16 * DAY, { mode: 'casual' }),
    act('play', 'stranger', NOW - 16 * DAY),
    // Just before and after midnight in Berlin that ends 28 March, a Saturday.
    act('visit', 'sat', Date.UTC(2026, 2, 28, 22, 59)),
    act('visit', 'sun', Date.UTC(2026, 2, 28, 23, 1)),
    act('play', 'sun', Date.UTC(2026, 2, 28, 23, 30)),
    // A second visit never begins a cohort again.
    act('visit', 'm0', NOW - DAY, { plan: 'paid' }),
  ])
})
afterAll(() => world.close())

const country = (i: number) => (i < 14 ? 'de' : i < 25 ? 'fr' : 'mt')
const comeBack = (count: number, daysAgo: number) =>
  Array.from({ length: count }, (_, i) => act('play', `m${i}`, NOW - daysAgo * DAY + i))

async function send(events: WireEvent[]): Promise<void> {
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
}

async function ask(query: Partial<CohortQueryInput>): Promise<CohortResult> {
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  const result = await queryCohort(
    context,
    project,
    CohortQuery.parse({ cohort: 'club.players', range, periods: 4, ...query }),
  )
  return CohortResult.parse(result)
}

/** Sizes and returns of each cohort; - is a period that has not begun, # one that is not told. */
const tableOf = (result: CohortResult, group = 0): string[] =>
  result.groups[group]!.rows.map(({ state, size, cells }) => {
    const show = (of: string, value: number | null) => (of === 'value' ? String(value) : of === 'none' ? '-' : '#')
    return [show(state, size), ...cells.map((cell) => show(cell.state, cell.returned))].join(' ')
  })

describe('retention by week', () => {
  test('of the first visit ever, in the days of the project, across a change of clocks [COH-03 T-10 T-53]', async () => {
    const result = await ask({})
    expect(result.cohorts.map(({ date, open }) => [date, open])).toEqual([
      ['2026-03-15', false],
      ['2026-03-22', false],
      ['2026-03-29', false],
      ['2026-04-05', true],
    ])
    expect(result.cohorts[2]!.from - result.cohorts[1]!.from).toBe(7 * DAY)
    expect(result.cohorts[2]!.to - result.cohorts[2]!.from).toBe(7 * DAY - HOUR)
    expect(tableOf(result)).toEqual(['30 0 20 12 8', '1 0 0 0 -', '1 1 0 - -', '0 0 - - -'])
    expect(result.groups[0]!.rows[0]!.cells[1]!.rate).toBe(20 / 30)
    expect(result.groups[0]!.rows[3]!.cells[0]!.rate).toBeNull()
    expect(result.activity).toEqual([
      { newcomers: 30, returning: 0 },
      { newcomers: 1, returning: 20 },
      { newcomers: 1, returning: 12 },
      { newcomers: 0, returning: 8 },
    ])
  })

  test('rates of all cohorts are pooled, and only what is over counts [T-03 T-29]', async () => {
    const { groups } = await ask({})
    expect(groups[0]!.pooled).toEqual([
      { size: 32, returned: 1, rate: 1 / 32 },
      { size: 31, returned: 20, rate: 20 / 31 },
      { size: 30, returned: 12, rate: 0.4 },
      { size: 0, returned: 0, rate: null },
    ])
  })

  test('or in any later week', async () => {
    await expect(ask({ mode: 'unbounded' }).then(tableOf)).resolves.toContain('30 20 20 12 8')
  })

  test.each([
    ['day', 24 + 1, 0],
    ['month', 2, 30 + 2],
  ] as const)('by %s', async (period, cohorts, first) => {
    const result = await ask({ period })
    expect(result.cohorts).toHaveLength(cohorts)
    expect(result.groups[0]!.rows[0]!.size).toBe(first)
  })

  test('a range begins no cohort anew: whoever came before is not new in it', async () => {
    const result = await ask({ range: { from: NOW - DAY, to: NOW } })
    expect(tableOf(result)).toEqual(['0 0 - - -'])
    expect(result.activity).toEqual([{ newcomers: 0, returning: 8 }])
    expect(result.receipt).toMatchObject({ knownFrom: '2026-03-16', complete: true, notices: [] })
  })
})

describe('slices by a property of the first event', () => {
  test('add up to the whole, and filtering shows one of them [COH-01]', async () => {
    const result = await ask({ breakdown: ['plan'] })
    expect(result.groups.map(({ key, role }) => [role, ...key])).toEqual([
      ['all'],
      ['group', 'free'],
      ['group', 'paid'],
    ])
    expect(tableOf(result, 1)[0]).toBe('24 0 20 12 8')
    expect(tableOf(result, 2)[0]).toBe('6 0 0 0 0')
    const filtered = await ask({ filters: [{ dimension: 'plan', op: 'in', values: ['paid'] }] })
    expect(tableOf(filtered)).toEqual(tableOf(result, 2))
    const other = await ask({ breakdown: ['plan'], limit: 1 })
    expect(other.groups[2]).toEqual({ ...result.groups[2], key: [null], role: 'other' })
  })

  test('of something personal hide few people, who would give them away, and what is open [COH-01 PRV-02 C-20]', async () => {
    const result = await ask({ breakdown: ['country'] })
    const byKey = new Map(result.groups.map((group, i) => [group.key[0] ?? group.role, tableOf(result, i)]))
    // 5 of Malta hide, and 11 of France with them; then some, but fewer than 10, of those did not come back.
    expect(byKey.get('de')?.[0]).toBe('14 0 # # -')
    expect(byKey.get('fr')?.[0]).toBe('# # # # -')
    expect(byKey.get('mt')?.[0]).toBe('# # # # -')
    expect(byKey.get('de')?.[3]).toBe('- - - - -')
    expect(byKey.get('all')?.[0]).toBe('30 0 20 12 8')
    expect(result.receipt.k).toBe(10)
    await world.pools.work.query('UPDATE project SET privacy_k = 2 WHERE id = $1', [project.id])
    expect(tableOf(await ask({ breakdown: ['country'] }), 3)[0]).toMatch(/^5 /)
    await world.pools.work.query('UPDATE project SET privacy_k = NULL WHERE id = $1', [project.id])
  })

  test.each([
    [{ breakdown: ['country'], period: 'day' as const }, /per week only/],
    [{ filters: [{ dimension: 'country', op: 'in' as const, values: ['de'] }] }, /do not filter by it/],
    [{ breakdown: ['mode'] }, /no dimension mode/],
    [{ range: { from: NOW + 2 * DAY, to: NOW + 3 * DAY } }, /not begun/],
    [{ period: 'day' as const, range: { from: NOW - 200 * DAY, to: NOW } }, /more than 120 cohorts/],
  ])('%j is refused', async (query, message) => {
    await expect(ask(query)).rejects.toThrow(message)
  })
})

describe('cohorts made up by the asker', () => {
  test('work over event types that keep unit days [COH-01]', async () => {
    const result = await ask({ cohort: { born: [{ event: 'play' }], returned: [{ event: 'visit' }] }, period: 'month' })
    expect(result.cohort).toBeNull()
    expect(result.groups[0]!.rows.map(({ size }) => size)).toEqual([23, 0])
  })

  test('over others are refused, saying which do', async () => {
    const cohort = { born: [{ event: 'look' }], returned: [{ event: 'visit' }] }
    await expect(ask({ cohort })).rejects.toMatchObject({ code: 'invalid_input', message: /visit, play/ })
    await expect(ask({ cohort: 'club.nobody' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('raw may go: cohorts stay', async () => {
  const before = await ask({ breakdown: ['plan'] })
  await world.pools.work.query('DROP TABLE event CASCADE')
  expect((await ask({ breakdown: ['plan'] })).groups).toEqual(before.groups)
})
