import { expect, test } from 'vitest'
import { matchScore } from './match-score.ts'

test('every word must occur, in whatever part', () => {
  expect(matchScore('platform.events_ingested', 'reven', ['Events ingested', 'platform', 'sum of events'])).toBe(0)
  expect(matchScore('commerce.revenue', 'reven', ['Revenue', 'commerce'])).toBe(1)
  expect(matchScore('commerce.revenue', 'COMM rev', ['Revenue', 'commerce'])).toBeGreaterThan(0)
})

test('the title counts most, its beginning more than its middle', () => {
  const score = (title: string, note = '') => matchScore('id', 'rate', [title, note])
  expect(score('Rate of errors')).toBeGreaterThan(score('Error rate'))
  expect(score('Error rate')).toBeGreaterThan(score('Generated'))
  expect(score('Generated')).toBeGreaterThan(score('Errors', 'the rate of them'))
})
