import { expect, it } from 'vitest'
import { needsFallback } from './fallback.ts'

it('steps in after two missed intervals', () => {
  expect(needsFallback(1_000, 10_000, 12_000)).toBe(false)
  expect(needsFallback(1_000, 10_000, 12_001)).toBe(true)
})
