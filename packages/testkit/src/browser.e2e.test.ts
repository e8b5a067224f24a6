import { expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'

it('opens a page and runs its script', async () => {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  await page.setContent('<p id="sum"></p><script>document.getElementById("sum").textContent = 40 + 2</script>')
  expect(await page.textContent('#sum')).toBe('42')
  await browser.close()
})
