import { type Browser, chromium } from 'playwright-core'
import { bundledChromium, systemChromium } from './chromium.ts'

/** Nothing of the browser may reach the network or the machine on its own account. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/**
 * Opens a headless Chromium: the system's when installed, else the one from npm, unpacked once per clone.
 * The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = (await systemChromium()) ?? (await bundledChromium())
  return chromium.launch({ executablePath, args: FLAGS, headless: true, ...(env ? { env } : {}) })
}
