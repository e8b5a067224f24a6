import type { Page } from 'playwright-core'

/** Signs in through the form and waits for the first board. */
export async function signIn(page: Page, url: string, login: { email: string; password: string }): Promise<void> {
  await page.goto(url)
  await page.getByTestId('login-email').fill(login.email)
  await page.getByTestId('login-password').fill(login.password)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('live-dot').waitFor()
}
