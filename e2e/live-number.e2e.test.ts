import type { packs } from '@tidemark/packs'
import { createTidemark } from '@tidemark/sdk'
import { expect, test } from 'vitest'
import { openStage } from './open-stage.ts'
import { signIn } from './sign-in.ts'

const { lab, page } = await openStage({ signedIn: false })

const tile = (metric: string) => `[data-testid="tile-${metric}"]`

/** Resolves when the tile of a metric shows exactly this number. */
const tileShows = (metric: string, value: number) => page.locator(`${tile(metric)}[data-value="${value}"]`).waitFor()

const sdk = () => createTidemark<typeof packs>({ url: lab.url, writeKey: lab.writeKey })

const sell = (count: number, amount: number) => {
  const tidemark = sdk()
  for (let i = 0; i < count; i++)
    tidemark.track(
      'order',
      { country: 'DE', product: `p${i % 3}`, currency: 'EUR', cancelled: false, amount, quantity: 1 },
      { actor: `a${i}` },
    )
  return tidemark.shutdown()
}

test('a wrong password is told and nothing opens', async () => {
  await page.goto(lab.url)
  await page.getByTestId('login-email').fill(lab.login.email)
  await page.getByTestId('login-password').fill('not the password')
  await page.getByTestId('login-submit').click()
  await page.getByTestId('login-error').waitFor()
  expect(page.url()).toContain('/login')
})

test('events sent with the SDK move the numbers without a reload', async () => {
  await signIn(page, lab.url, lab.login)
  await page.goto(`${lab.url}/p/${lab.project.slug}/d/commerce.overview`)
  await page.getByTestId('tile-commerce.revenue').waitFor()
  let loads = 0
  page.on('load', () => loads++)
  await sell(5, 1990)
  await tileShows('commerce.revenue', 9950)
  await tileShows('commerce.order_lines', 5)
  await tileShows('commerce.buyers', 5)
  await sell(2, 10)
  await tileShows('commerce.revenue', 9970)
  await tileShows('commerce.order_lines', 7)
  expect(loads).toBe(0)
})

test('the platform page shows its own live traffic', async () => {
  await page.goto(`${lab.url}/p/tidemark`)
  await page
    .locator(`${tile('platform.events_ingested')}[data-value]:not([data-value=""]):not([data-value="0"])`)
    .waitFor()
  await page.locator('[data-testid="live-dot"][data-status="live"]').waitFor()
})

test('explore answers a filtered breakdown with exact totals', async () => {
  const query = new URLSearchParams({ metric: 'commerce.order_lines', by: 'product', range: '1h' })
  await page.goto(`${lab.url}/p/${lab.project.slug}/explore?${query}`)
  const totals = page.getByTestId('totals')
  await totals.waitFor()
  const text = (await totals.textContent()) ?? ''
  expect(text).toMatch(/p0\s*3/)
  expect(text).toMatch(/p1\s*3/)
  expect(text).toMatch(/p2\s*1/)
})
