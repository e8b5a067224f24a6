import { expect, it } from 'vitest'
import { isTimeZone } from './is-time-zone.ts'

it('knows IANA names and their aliases', () => {
  for (const name of ['UTC', 'Europe/Vienna', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires'])
    expect(isTimeZone(name)).toBe(true)
})

it('refuses everything else', () => {
  for (const name of ['', '+02:00', 'Europe/Nowhere', '__proto__', "'; DROP TABLE project; --", '\0'])
    expect(isTimeZone(name)).toBe(false)
})
