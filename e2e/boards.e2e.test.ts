import type { DashboardSpec, GeneratorSpec, WireEvent } from '@tidemark/contracts'
import { packs } from '@tidemark/packs'
import { beforeAll, describe, expect, test } from 'vitest'
import { openStage } from './open-stage.ts'
import { packEvents } from './pack-world.ts'
import { sendEvents } from './send-events.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const { lab, page } = await openStage()

const now = Date.now()
/** Three whole hours back, so that everything in the range has happened, been folded and been closed. */
const to = Math.floor(now / HOUR_MS) * HOUR_MS - 3 * HOUR_MS
const packOf = (name: string) => packs.find((pack) => pack.name === name)!
const eventsOf = (name: string, hours: number) => packEvents(packOf(name).generator as GeneratorSpec, hours, now)

const game = eventsOf('narrative-game', 60)
const play = eventsOf('gameplay', 28)
const money = eventsOf('wagering', 8)

const at = ({ ts }: WireEvent) => Date.parse(ts as string)
const since = (events: readonly WireEvent[], hours: number, type: string) =>
  events.filter((event) => event.type === type && at(event) >= to - hours * HOUR_MS && at(event) < to)
const distinct = (values: Iterable<unknown>) => new Set(values).size
const props = ({ props: own }: WireEvent) => own as Record<string, unknown>

/** The address of a board; over the hours before `to`, or as it opens. */
const board = (id: string, hours?: number) => {
  const local = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  const range = hours === undefined ? '' : `?from=${local(to - hours * HOUR_MS)}&to=${local(to)}`
  return `${lab.url}/p/${lab.project.slug}/d/${id}${range}`
}

/** Opens a board as it is declared and waits until each of its widgets has an answer. */
async function openBoard(pack: string, name: string): Promise<void> {
  const declared = (packOf(pack).dashboards as Readonly<Record<string, DashboardSpec>>)[name]
  if (declared === undefined) throw new Error(`${pack} has no board ${name}`)
  const { title, rows } = declared
  await page.goto(board(`${pack}.${name}`))
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  const articles = page.locator('main article')
  await expect.poll(() => articles.count()).toBe(rows.flat().length)
  await expect.poll(() => page.locator('main [aria-busy="true"]').count(), { timeout: 20_000 }).toBe(0)
  expect(await page.locator('main article [role="alert"]').allTextContents()).toEqual([])
  expect(await articles.locator('h2').allTextContents()).toEqual(rows.flat().map((widget) => widget.title))
}
const pressed = () => page.getByRole('group', { name: 'Time range' }).locator('[aria-pressed="true"]').textContent()
const tile = (metric: string, value: number) =>
  page.locator(`[data-testid="tile-${metric}"][data-value="${value}"]`).waitFor()

beforeAll(async () => {
  await sendEvents(lab, [...game, ...play, ...money])
  const turns = since(game, 48, 'turn').length
  const last = since(money, 4, 'transaction').length
  const href = (metric: string, hours: number) => `${board('x', hours).replace('/d/x?', '/explore?')}&metric=${metric}`
  for (const [metric, hours, value] of [
    ['narrative-game.turns', 48, turns],
    ['wagering.transaction_count', 4, last],
  ] as const) {
    await page.goto(href(metric, hours))
    await page.locator(`[data-testid="totals"] [data-value="${value}"]`).waitFor({ timeout: 60_000 })
  }
}, 120_000)

describe('the boards of the narrative game', () => {
  test.each([
    ['overview', '24h'],
    ['narrative', '24h'],
    ['economy', '24h'],
    ['party', '24h'],
    ['sim', '24h'],
    ['experiments', '7d'],
  ])('%s opens with %s, and each widget answers [UI-01 UI-02 UI-03 UI-04 UI-05 UI-06]', async (name, period) => {
    await openBoard('narrative-game', name)
    expect(await pressed()).toBe(period)
    for (const filter of ['World', 'Adventure', 'Locale', 'Variation', 'Model'])
      expect(await page.getByRole('button', { name: `Filter by ${filter}` }).count()).toBe(1)
  })

  test('the funnel counts sessions step by step [UI-01 FUN-01]', async () => {
    const entries = Map.groupBy(since(game, 24, 'adventure_started'), (event) => event.session)
    const choices = Map.groupBy(
      game.filter(({ type }) => type === 'choice'),
      (event) => event.session,
    )
    const chose = [...entries].filter(([session, [start]]) =>
      choices.get(session)?.some((choice) => at(choice) > at(start!) && at(choice) <= at(start!) + DAY_MS),
    )
    await page.goto(board('narrative-game.overview', 24))
    const step = (title: string, units: number) =>
      page.locator(`[data-testid="funnel-step"][data-step="${title}"][data-units="${units}"]`).waitFor()
    await step('Start', entries.size)
    await step('First choice', chose.length)
    expect(chose.length).toBeGreaterThan(20)
  })

  test('a number that somebody steers by shows its target and stands against it in words [UI-01 KPI-06]', async () => {
    const turns = since(game, 48, 'turn')
    const rate = turns.filter((event) => String(props(event).fallback) === 'true').length / turns.length
    const stands = rate > 0.15 ? 'critical: off target' : rate > 0.03 ? 'warning: off target' : 'on target'
    await page.goto(board('narrative-game.overview', 48))
    const chart = page.getByRole('article', { name: 'Fallback rate' })
    const target = chart.locator('[data-testid="target-line"][data-value="0.03"]')
    await target.waitFor()
    expect((await target.textContent())?.trim()).toBe('target at most 3\u202f%')
    expect(await chart.getByTestId('standing-narrative-game.fallback_rate').textContent()).toBe(`· ${stands}`)
    const stuck = page.getByTestId('kpi-narrative-game.stuck_sessions_rate')
    await stuck.waitFor()
    const shown = Number(await page.getByTestId('tile-narrative-game.stuck_sessions_rate').getAttribute('data-value'))
    const [state, word] =
      shown > 0.4 ? ['critical', 'Critical'] : shown > 0.25 ? ['warning', 'Warning'] : ['good', 'On target']
    expect(await stuck.getAttribute('data-state')).toBe(state)
    expect((await stuck.textContent())?.trim()).toBe(`${word}, ${state === 'good' ? '' : 'target '}at most 25\u202f%`)
  })

  test('an objective counts every turn of its window [UI-01 SLO-05]', async () => {
    const turns = game.filter(({ type }) => type === 'turn')
    const good = turns.filter((event) => String(props(event).fallback) === 'false').length
    const slo = page.locator(
      `[data-testid="slo-narrative-game.fallback"][data-good="${good}"][data-total="${turns.length}"]`,
    )
    await slo.waitFor()
    expect(good).toBeLessThan(turns.length)
    expect(await slo.locator('xpath=ancestor::article').textContent()).toContain('÷ (1 − 98')
  })

  test('retention counts each player in the week that they came first [UI-02]', async () => {
    const started = game.filter(({ type }) => type === 'adventure_started')
    await page.goto(board('narrative-game.narrative'))
    const cohorts = page.getByTestId('cohort')
    await cohorts.first().waitFor()
    const sizes = await cohorts.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-size'))))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(distinct(started.map(({ actor }) => actor)))
    const first = cohorts.first().getByTestId('cohort-cell').first()
    expect(Number(await first.getAttribute('data-returned'))).toBe(sizes[0])
    await page.getByTestId('heat-row').nth(5).waitFor()
  })

  test('an experiment says how units fell and what may be said of each metric [UI-06 EXP-03]', async () => {
    const from = to - 48 * HOUR_MS
    const exposures = game.filter(
      ({ type, props: own }) => type === 'experiment_exposure' && own?.experiment === 'token-diet',
    )
    const firsts = [...Map.groupBy(exposures, ({ actor }) => actor).values()].map(
      (all) => all.toSorted((a, b) => at(a) - at(b))[0]!,
    )
    const exposed = (variation: string) =>
      firsts.filter((event) => props(event).variation === variation && at(event) >= from && at(event) < to).length
    await page.goto(`${board('narrative-game.experiments', 48)}&experiment=token-diet`)
    for (const variation of ['control', 'lean'])
      await page
        .locator(`[data-testid="experiment-arm"][data-variation="${variation}"][data-exposed="${exposed(variation)}"]`)
        .waitFor()
    const badges = await page.getByTestId('experiment-badge').allTextContents()
    expect(badges.length).toBe(9)
    expect(badges.every((badge) => ['significant', 'not yet', 'invalid: ratio mismatch'].includes(badge))).toBe(true)
    expect(await page.getByRole('columnheader', { name: 'token_budget' }).count()).toBe(1)
  })

  test('a filter is in the address and holds for every widget', async () => {
    const worlds = Map.groupBy(since(game, 24, 'turn'), (event) => props(event).world)
    const [world, turns] = [...worlds][0]!
    await page.goto(board('narrative-game.overview', 24))
    await page.getByRole('button', { name: 'Filter by World' }).click()
    await page.getByLabel(String(world)).check()
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(`**f=world%3A${world}*`)
    const entries = since(game, 24, 'adventure_started').filter((event) => props(event).world === world)
    const start = `[data-testid="funnel-step"][data-step="Start"][data-units="${distinct(entries.map(({ session }) => session))}"]`
    await page.locator(start).waitFor()
    expect(turns.length).toBeGreaterThan(0)
  })
})

test('health says that it is of now, and that filters do not apply to it', async () => {
  await page.goto(`${board('wagering.system', 4)}&f=currency:EUR`)
  const health = page.getByRole('article', { name: 'Subsystems' })
  const overall = health.getByTestId('health-overall')
  await overall.waitFor()
  expect(await overall.textContent()).toMatch(/^(Healthy|Degraded|Unhealthy|Unknown|Maintenance) now$/)
  expect(await health.getByText('filter ignored').getAttribute('title')).toContain('Not filtered')
  expect(await health.getByRole('columnheader').allTextContents()).toEqual(['Part', 'State now', 'Value', 'Uptime'])
})

describe('the boards of the wagering platform', () => {
  test.each([
    ['executive', 'today'],
    ['operations', '1h'],
    ['security', '24h'],
    ['players', '24h'],
    ['system', '30d'],
    ['complete', '24h'],
  ])('%s opens with %s, and each widget answers [UI-07]', async (name, period) => {
    await openBoard('wagering', name)
    expect(await pressed()).toBe(period)
  })

  test('operations tells transactions, payments and fraud [UI-08]', async () => {
    const [transactions, payments] = [since(money, 4, 'transaction'), since(money, 4, 'payment')]
    await page.goto(board('wagering.operations', 4))
    await tile('wagering.transaction_count', transactions.length)
    await tile('wagering.payment_count', payments.length)
    await tile('wagering.fraud_flags_count', since(money, 4, 'fraud_flag').length)
    for (const metric of ['fraud_avg_score', 'fraud_unresolved', 'excluded_users'])
      expect(await page.getByTestId(`tile-wagering.${metric}`).getAttribute('data-value')).not.toBe('')
  })
})

describe('the templates of gameplay', () => {
  test.each(['session_funnel', 'combat', 'xp_velocity'])('%s opens with a week [UI-19]', async (name) => {
    await openBoard('gameplay', name)
    expect(await pressed()).toBe('7d')
  })

  test('the session funnel begins with every session [UI-19 FUN-03]', async () => {
    const sessions = distinct(since(play, 24, 'session_start').map(({ session }) => session))
    await page.goto(board('gameplay.session_funnel', 24))
    await page.locator(`[data-testid="funnel-step"][data-step="Session start"][data-units="${sessions}"]`).waitFor()
  })
})
