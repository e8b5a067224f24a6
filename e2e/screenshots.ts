/** Renews docs/screenshots: a Tidemark of its own, six hours of plausible traffic, the main pages in light, dark and phone. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Lab, openLab } from '@tidemark/bench/lab/lab'
import type { WireEvent } from '@tidemark/contracts'
import { packs } from '@tidemark/packs'
import { createRandom } from '@tidemark/packs/seeded/random'
import { uuidv7 } from '@tidemark/platform'
import { launchBrowser } from '@tidemark/testkit'
import type { Browser, Page } from 'playwright-core'
import { packEvents } from './pack-world.ts'
import { sendEvents } from './send-events.ts'
import { signIn } from './sign-in.ts'
import { watchWorkflows, workflowEvents } from './workflow-world.ts'

const FOLDER = join(import.meta.dirname, '../docs/screenshots')
const HOURS = 6
const MINUTE_MS = 60_000

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const

const openIncident = (page: Page) => page.getByTestId('incident').first().getByRole('button').click()

const PAGES: readonly { name: string; path: string; open?: (page: Page) => Promise<void> }[] = [
  { name: 'platform', path: '/p/tidemark' },
  { name: 'service-health', path: '/p/main/d/service-health.overview?range=6h' },
  { name: 'commerce', path: '/p/main/d/commerce.overview?range=6h&f=currency:EUR' },
  ...['overview', 'narrative', 'economy', 'party', 'sim', 'experiments'].map((board) => ({
    name: `game-${board}`,
    path: `/p/main/d/narrative-game.${board}`,
  })),
  { name: 'gameplay', path: '/p/main/d/gameplay.session_funnel' },
  { name: 'wagering', path: '/p/main/d/wagering.complete' },
  { name: 'explore', path: '/p/main/explore?metric=service-health.latency&stat=p95&by=route&range=6h' },
  { name: 'workflows', path: '/p/main/workflows?window=1d' },
  { name: 'workflow', path: '/p/main/workflows/invoice-approval?window=1d' },
  { name: 'incidents', path: '/p/main/incidents', open: openIncident },
  { name: 'alerts', path: '/p/main/alerts' },
  { name: 'privacy', path: '/p/main/explore?metric=narrative-game.adventures_started&by=locale&range=7d' },
  { name: 'settings', path: '/p/main/settings' },
]

const { uniform } = createRandom('screenshots')
const pick = <T>(values: readonly T[]): T => values[Math.floor(uniform() ** 1.7 * values.length)] as T

function requestAt(at: number): object {
  const route = pick(['/cart', '/search', '/product/:id', '/checkout', '/login'])
  const slow = route === '/checkout' ? 4 : 1
  return {
    id: uuidv7(at),
    type: 'api_request',
    ts: new Date(at).toISOString(),
    actor: `visitor-${Math.floor(uniform() * 300)}`,
    props: {
      method: pick(['GET', 'POST']),
      route,
      status: pick([200, 200, 304, 404, 500]),
      duration: slow * 20 * Math.exp(uniform() * 2),
      bytes: Math.floor(900 + uniform() * 20_000),
    },
  }
}

function orderAt(at: number): object {
  return {
    id: uuidv7(at),
    type: 'order',
    ts: new Date(at).toISOString(),
    actor: `visitor-${Math.floor(uniform() * 300)}`,
    props: {
      country: pick(['DE', 'FR', 'GB', 'IT', 'SE']),
      product: pick(['mug', 'lamp', 'chair', 'clock']),
      currency: 'EUR',
      cancelled: uniform() < 0.04,
      amount: Math.floor(500 + uniform() * 9000),
      quantity: 1 + Math.floor(uniform() * 3),
    },
  }
}

function sixHours(now: number): object[] {
  const events: object[] = []
  for (let minute = HOURS * 60; minute >= 0; minute--) {
    const at = now - minute * MINUTE_MS
    const busy = 30 + 20 * Math.sin(minute / 50)
    for (let i = 0; i < busy; i++) events.push(requestAt(at - Math.floor(uniform() * MINUTE_MS)))
    for (let i = 0; i < busy / 8; i++) events.push(orderAt(at - Math.floor(uniform() * MINUTE_MS)))
  }
  return events
}

/** So many hours of the made-up worlds whose boards are shown. */
const WORLDS: Readonly<Record<string, number>> = { 'narrative-game': 9 * 24, gameplay: 9 * 24, wagering: 26 }

const worlds = (now: number): WireEvent[] =>
  packs.flatMap(({ name, generator }) => {
    const hours = WORLDS[name]
    return generator === undefined || hours === undefined ? [] : packEvents(generator, hours, now)
  })

/** Waits until the last two days of the worlds are counted to their last event. */
async function waitUntilCounted(page: Page, url: string, now: number, made: readonly WireEvent[]): Promise<void> {
  const to = Math.floor(now / MINUTE_MS) * MINUTE_MS
  const from = to - 48 * 60 * MINUTE_MS
  const local = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  const isInside = ({ ts }: WireEvent) => Date.parse(String(ts)) >= from && Date.parse(String(ts)) < to
  for (const [metric, type] of [
    ['narrative-game.turns', 'turn'],
    ['gameplay.encounters', 'combat_end'],
    ['wagering.transaction_count', 'transaction'],
  ] as const) {
    await page.goto(`${url}/p/main/explore?metric=${metric}&from=${local(from)}&to=${local(to)}`)
    const n = made.filter((event) => event.type === type && isInside(event)).length
    await page.locator(`[data-testid="totals"] [data-value="${n}"]`).waitFor({ timeout: 120_000 })
  }
}

/** A threshold that some locales stay below, so that there is something to hide. */
async function hideSmallGroups(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/p/main/settings`)
  await page.getByTestId('privacy-k').fill('35')
  await page.getByRole('button', { name: 'Save threshold' }).click()
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
}

async function shoot(browser: Browser, lab: Lab, look: (typeof LOOKS)[number]): Promise<void> {
  const context = await browser.newContext({
    colorScheme: look.colorScheme,
    viewport: look.viewport,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await signIn(page, lab.url, lab.login)
  for (const { name, path, open } of PAGES) {
    await page.goto(lab.url + path)
    await open?.(page)
    await page.waitForLoadState('networkidle').catch(() => undefined)
    const busy = page.locator('[aria-busy="true"]')
    while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'detached' })
    await page.locator('main h1').waitFor()
    const height = await page.locator('html').evaluate((html) => html.scrollHeight)
    await page.setViewportSize({ ...look.viewport, height: Math.max(height, look.viewport.height) })
    await page.screenshot({ path: join(FOLDER, `${name}-${look.name}.png`) })
    await page.setViewportSize(look.viewport)
  }
  await context.close()
}

const [lab, browser] = await Promise.all([openLab({ redis: false }), launchBrowser()])
try {
  await mkdir(FOLDER, { recursive: true })
  const now = Date.now()
  const events = workflowEvents(now)
  const made = worlds(now)
  await sendEvents(lab, [...sixHours(now), ...events, ...made])
  const page = await (await browser.newContext()).newPage()
  await signIn(page, lab.url, lab.login)
  await watchWorkflows(page, { url: lab.url, project: lab.project.slug, events })
  await page.goto(`${lab.url}/p/${lab.project.slug}/incidents`)
  await page.getByTestId('incident').first().waitFor()
  await waitUntilCounted(page, lab.url, now, made)
  await hideSmallGroups(page, lab.url)
  for (const look of LOOKS) await shoot(browser, lab, look)
  console.log(`${PAGES.length * LOOKS.length} screenshots in docs/screenshots`)
} finally {
  await browser.close()
  await lab.close()
}
