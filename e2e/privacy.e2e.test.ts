import { expect, test } from 'vitest'
import { openStage } from './open-stage.ts'
import { sendEvents } from './send-events.ts'

const DAY_MS = 86_400_000
const { lab, page } = await openStage()

const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
const dayOf = (ago: number) => new Date(today - ago * DAY_MS).toISOString()
const PLAYERS: Record<string, Record<number, number>> = { en: { 3: 30, 2: 30, 1: 30 }, de: { 3: 20, 2: 20, 1: 4 } }

const started = (locale: string, ago: number) =>
  Array.from({ length: PLAYERS[locale]?.[ago] ?? 0 }, (_, i) => ({
    id: `${locale}-${ago}-${i}`,
    type: 'adventure_started',
    ts: dayOf(ago),
    actor: `${locale}-${ago}-${i}`,
    session: `${locale}-${ago}-${i}`,
    props: { world: 'w', adventure: 'a', locale, model: 'm', content_version: '1' },
  }))
const events = Object.entries(PLAYERS).flatMap(([locale, days]) =>
  Object.keys(days).flatMap((ago) => started(locale, Number(ago))),
)

const explore = (more = '') =>
  `${lab.url}/p/${lab.project.slug}/explore?metric=narrative-game.adventures_started&from=${dayOf(3).slice(0, 16)}&to=${dayOf(0).slice(0, 16)}${more}`
const chart = page.getByRole('region', { name: 'Adventures started', exact: true })
const cells = () =>
  page
    .locator('td[data-state]')
    .evaluateAll((all) => all.map((cell) => `${cell.getAttribute('data-state')} ${cell.textContent?.trim()}`))

async function setThreshold(k: string): Promise<void> {
  await page.goto(`${lab.url}/p/${lab.project.slug}/settings`)
  await page.getByLabel('Fewest people a number may tell of').fill(k)
  await page.getByRole('button', { name: 'Save threshold' }).click()
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
}

test('a chart hatches what would tell of too few people and says so [PRV-02 T-07]', async () => {
  await sendEvents(lab, events)
  await page.goto(explore())
  await page.locator('[data-testid="totals"] [data-value="134"]').waitFor({ timeout: 30_000 })
  expect(await page.getByTestId('kept-back-band').count()).toBe(0)
  await page.goto(explore('&by=locale'))
  const band = page.getByTestId('kept-back-band')
  await band.waitFor()
  expect([await band.getAttribute('data-from'), await band.getAttribute('data-to')]).toEqual([
    String(today - DAY_MS),
    String(today),
  ])
  expect(await band.getAttribute('role')).toBe('img')
  expect(await band.getAttribute('aria-label')).toMatch(/^Hidden: fewer than 10 people, (de, en|en, de), /)
  expect((await page.getByTestId('kept-back-note').textContent())?.trim()).toBe('Hidden: fewer than 10 people · de, en')
  const surface = page.getByRole('slider', { name: /^Adventures started, chart/ })
  await surface.focus()
  await surface.press('End')
  expect(await surface.getAttribute('aria-valuetext')).toMatch(/en hidden/)
  await surface.press('ArrowLeft')
  expect(await surface.getAttribute('aria-valuetext')).toMatch(/en 30, de 20$/)
})

test('the table tells a value, a hidden one and none apart, newest first [PRV-02 T-07]', async () => {
  await page.goto(explore('&by=locale').replace(dayOf(3).slice(0, 16), dayOf(4).slice(0, 16)))
  await page.getByTestId('kept-back-band').waitFor()
  await page.getByRole('button', { name: 'More for Adventures started' }).click()
  await page.getByRole('menuitem', { name: 'Show as table' }).click()
  await page.locator('td[data-state="suppressed"]').first().waitFor()
  expect(await cells()).toEqual([
    'suppressed hidden',
    'suppressed hidden',
    'value 20',
    'value 30',
    'value 20',
    'value 30',
    'none no data',
    'none no data',
  ])
  expect((await page.getByTestId('kept-back-note').textContent())?.trim()).toBe('Hidden: fewer than 10 people')
})

test('an admin changes the threshold, and answers follow it; outside its bounds it is refused [PRV-02]', async () => {
  await setThreshold('4')
  await page.goto(explore('&by=locale'))
  await page.locator('[data-testid="totals"] [data-value="90"]').waitFor()
  await page.locator('[data-testid="totals"] [data-value="44"]').waitFor()
  expect(await page.getByTestId('kept-back-band').count()).toBe(0)
  await setThreshold('64')
  await page.goto(explore('&by=locale'))
  await page.getByTestId('kept-back-note').waitFor()
  expect((await chart.getByTestId('kept-back-note').textContent())?.trim()).toBe(
    'Hidden: fewer than 64 people · de, en',
  )
  await page.goto(`${lab.url}/p/${lab.project.slug}/settings`)
  const field = page.getByLabel('Fewest people a number may tell of')
  expect(await field.inputValue()).toBe('64')
  for (const outside of ['1', '65', '2.5']) {
    await field.fill(outside)
    await page.getByRole('button', { name: 'Save threshold' }).click()
    expect(await field.evaluate((input) => input.matches(':invalid'))).toBe(true)
  }
  await setThreshold('')
  await page.reload()
  expect(await field.inputValue()).toBe('')
})
