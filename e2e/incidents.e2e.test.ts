import { expect, test } from 'vitest'
import { openStage } from './open-stage.ts'
import { sendEvents } from './send-events.ts'

const { lab, page } = await openStage({ env: { TIDEMARK_MASTER_KEY: 'm'.repeat(32) } })

const address = (path: string) => `${lab.url}/p/${lab.project.slug}/${path}`
const incident = (state: string) => page.locator(`[data-testid="incident"][data-incident-state="${state}"]`)
const detail = (state: string) => page.locator(`[data-testid="incident-detail"][data-incident-state="${state}"]`)

/** Runs that ended minutes ago: their bucket is closed, so the next look at the rule sees them. */
const runsOf = (workflow: string, type: string, count: number) =>
  Array.from({ length: count }, () => ({
    id: crypto.randomUUID(),
    type,
    ts: new Date(Date.now() - 5 * 60_000).toISOString(),
    props: { workflow, duration: 700 },
  }))

test('a webhook shows its signing secret once, and one that leads inside is refused', async () => {
  await page.goto(address('alerts'))
  await page.getByLabel('Name').fill('On-call')
  await page.getByLabel('Address').fill('http://169.254.169.254/latest')
  await page.getByRole('button', { name: 'Create channel' }).click()
  await page.getByTestId('channel-error').waitFor()
  await page.getByLabel('Address').fill('https://1.1.1.1/hooks/tidemark')
  await page.getByRole('button', { name: 'Create channel' }).click()
  expect(await page.getByTestId('signing-secret').textContent()).toMatch(/^whsec_/)
  await page.reload()
  await page.locator('[data-testid="channel"][data-channel="On-call"]').waitFor()
  expect(await page.getByTestId('signing-secret').count()).toBe(0)
  await page.getByRole('button', { name: 'Delete On-call' }).click()
  await page.getByRole('button', { name: 'Delete channel' }).click()
  await page.getByText('No channel yet').first().waitFor()
})

test('a channel is tested and a rule is made on the page', async () => {
  await page.getByLabel('Kind').selectOption('log')
  await page.getByLabel('Name').fill('Operations')
  await page.getByRole('button', { name: 'Create channel' }).click()
  const channel = page.locator('[data-testid="channel"][data-channel="Operations"]')
  await channel.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('Written to the log.').waitFor()
  await page.getByRole('button', { name: 'New rule' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Create rule' }).click()
  await form.getByText('A name of up to 128 characters.').waitFor()
  await form.getByLabel('Name').fill('Targets are kept')
  await form.getByLabel('At least, finished runs').fill('10')
  await form.getByLabel('Fire after').fill('0m')
  await form.getByLabel('Look every').fill('10s')
  await form.getByRole('button', { name: 'Create rule' }).click()
  await form.waitFor({ state: 'detached' })
  await page.locator('[data-testid="rule"][data-rule="Targets are kept"]').waitFor()
})

test('failures open an incident on the page, without a reload [INC-03 INC-05 UI-16]', async () => {
  await page.goto(address('incidents'))
  await page.getByText('No active incident').waitFor()
  let loads = 0
  page.on('load', () => loads++)
  await sendEvents(lab, [...runsOf('invoice', 'run_succeeded', 39), ...runsOf('invoice', 'run_failed', 1)])
  await incident('triggered').waitFor()
  expect(await incident('triggered').textContent()).toContain('workflow: invoice')
  await incident('triggered').getByRole('button').click()
  const message = await page.getByTestId('incident-message').textContent()
  expect(message).toContain('Success Rate: 97.50% (target: 99%)')
  expect(message).toContain('Error Budget Burn: 125.00%')
  await page.locator('[data-testid="timeline"] [data-kind="delivery"]', { hasText: 'Operations' }).waitFor()
  expect(loads).toBe(0)
})

test('whoever comes second is told so and sees what happened [INC-02]', async () => {
  const slow = await page.context().newPage()
  await slow.goto(`${page.url()}&live=0`)
  const acknowledge = slow.getByRole('button', { name: 'Acknowledge', exact: true })
  await acknowledge.waitFor()
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await detail('acknowledged').waitFor()
  await incident('acknowledged').waitFor()
  await slow.getByLabel('Note').fill('I take it')
  await acknowledge.click()
  expect(await slow.getByTestId('incident-problem').textContent()).toContain('Somebody was faster')
  await slow.locator('[data-testid="incident-detail"][data-incident-state="acknowledged"]').waitFor()
  expect(await slow.getByLabel('Note').inputValue()).toBe('I take it')
  await slow.close()
})

test('resolving with a note ends it and is on the timeline [INC-02 INC-03]', async () => {
  await page.getByLabel('Note').fill('Restarted the renderer')
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await detail('resolved').waitFor()
  await page.locator('[data-testid="timeline"] li', { hasText: 'Restarted the renderer' }).waitFor()
  await page.goto(address('incidents?show=resolved'))
  await incident('resolved').waitFor()
  await page.goto(address('incidents?show=resolved&severity=emergency'))
  await page.getByText('No incident like this').waitFor()
})
