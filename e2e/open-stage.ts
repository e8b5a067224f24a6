import { type Lab, openLab } from '@tidemark/bench/lab/lab'
import { launchBrowser } from '@tidemark/testkit'
import type { Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { signIn } from './sign-in.ts'

export type Stage = { readonly lab: Lab; readonly page: Page }

/** A Tidemark of its own and a page that is signed in, for the tests of a file. Closed after them. */
export async function openStage({ env = {}, signedIn = true } = {}): Promise<Stage> {
  const lab = await openLab({ redis: false, env })
  afterAll(() => lab.close())
  const browser = await launchBrowser()
  afterAll(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  if (signedIn) await signIn(page, lab.url, lab.login)
  return { lab, page }
}
