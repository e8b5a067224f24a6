import type { packs } from '@tidemark/packs'
import { createTidemark } from '@tidemark/sdk'
import { expect, test } from 'vitest'
import { openStage } from './open-stage.ts'

const { lab, page } = await openStage()

/** Resolves when the element shows exactly this number. */
const shows = (testid: string, value: number) =>
  page.locator(`[data-testid="${testid}"][data-value="${value}"]`).waitFor()

const run = async (workflow: string, duration: number, { succeeded = 0, failed = 0 }) => {
  const tidemark = createTidemark<typeof packs>({ url: lab.url, writeKey: lab.writeKey })
  for (let i = 0; i < succeeded; i++) tidemark.track('run_succeeded', { workflow, duration })
  for (let i = 0; i < failed; i++) tidemark.track('run_failed', { workflow, duration })
  await tidemark.shutdown()
}
const ranking = () =>
  page.locator('[data-testid="breakdown"] tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.workflow))

test('runs that come in move the cards of an open page [UI-10 UI-11]', async () => {
  await page.goto(`${lab.url}/projects/${lab.project.slug}/analytics?window=1d`)
  await page.locator('[data-testid="standing"][data-status="silent"]').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/p/${lab.project.slug}/workflows`)
  let loads = 0
  page.on('load', () => loads++)
  await run('invoice', 800, { succeeded: 39, failed: 1 })
  await shows('total-runs', 40)
  await shows('success-rate', 97.5)
  await shows('budget-burn', 125)
  await shows('burn-rate', 2.5)
  await shows('runs-today', 40)
  await page.locator('[data-testid="standing"][data-status="violated"]').waitFor()
  expect(await page.getByTestId('budget-burn-worked').textContent()).toMatch(/2\.5 ÷ \(\(100 − 99\) \+ 1\) × 100 = 125/)
  await run('letter', 4000, { succeeded: 160 })
  await shows('success-rate', 99.5)
  await shows('budget-burn', 25)
  await page.locator('[data-testid="standing"][data-status="met"]').waitFor()
  expect(loads).toBe(0)
})

test('the table sorts by keyboard and leads to the workflow [UI-14]', async () => {
  await page.locator('[data-workflow="letter"]').waitFor()
  expect(await ranking()).toEqual(['invoice', 'letter'])
  const column = page.getByRole('columnheader', { name: 'p95' })
  expect(await column.getAttribute('aria-sort')).toBe('none')
  await column.getByRole('button').press('Enter')
  await page.locator('th[aria-sort="descending"]', { hasText: 'p95' }).waitFor()
  expect(await ranking()).toEqual(['letter', 'invoice'])
  await page.getByRole('link', { name: 'invoice' }).click()
  await page.getByRole('heading', { level: 1, name: 'invoice' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/p/${lab.project.slug}/workflows/invoice`)
  await shows('total-runs', 40)
  await shows('success-rate', 97.5)
})

test('the target line moves when a target is saved [UI-13 UI-15]', async () => {
  await page.goto(`${lab.url}/workflows/invoice/analytics?project=${lab.project.slug}&window=1d`)
  await shows('target-line', 5000)
  await page.locator('[data-testid="targets-source"][data-source="default"]').waitFor()
  const p95 = page.getByLabel('Target p95, ms')
  const save = page.getByRole('button', { name: 'Save targets' })
  await p95.fill('0')
  await page.getByText('Whole milliseconds, from 1 to 86400000 (one day).').waitFor()
  expect(await save.isDisabled()).toBe(true)
  await p95.fill('500')
  await page.getByLabel('Target success, %').fill('97,5')
  await save.click()
  await shows('target-line', 500)
  await page.locator('[data-testid="targets-source"][data-source="workflow"]').waitFor()
  // 2.5 % of errors against 2.5 % + 1 % allowed; 800 ms are more than 500
  await page.locator('[data-testid="standing"][data-status="violated"]', { hasText: 'p95' }).waitFor()
  expect(Number(await page.getByTestId('budget-burn').getAttribute('data-value'))).toBeCloseTo(250 / 3.5, 9)
  await page.goto(`${lab.url}/p/${lab.project.slug}/workflows?window=1d`)
  await shows('target-line', 5000)
})

test('a chart can be read as a table [UI-12]', async () => {
  const chart = page.getByTestId('runs-chart')
  await chart.getByRole('button', { name: 'More for Finished runs' }).click()
  await page.getByRole('menuitem', { name: 'Show as table' }).click()
  const cells = await chart.locator('tbody tr td').allTextContents()
  const sum = (column: number) => cells.filter((_, i) => i % 2 === column).reduce((all, text) => all + Number(text), 0)
  expect([sum(0), sum(1)]).toEqual([199, 1])
})
