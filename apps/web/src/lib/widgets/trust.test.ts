import { expect, test } from 'vitest'
import { makeResult } from '../charts/prepare/fixture.ts'
import { lateText, samplingText, suppressionText, verificationText } from './trust.ts'

const { receipt } = makeResult([])
const at = Date.UTC(2026, 2, 5, 10)

test('what the auditor found is said with the difference', () => {
  const say = (change: Partial<typeof receipt.verification>) =>
    verificationText({ ...receipt, verification: { ...receipt.verification, at, checked: 1, of: 3, ...change } })
  const difference = { grain: '1h' as const, bucket: at, seriesId: 1, field: 'n' as const, expected: 5, stored: 12 }
  expect(say({ state: 'unchecked' })).toBe('not yet: 1 of 3 days checked')
  expect(say({ state: 'verified' })).toContain('yes, counted again from raw events since ')
  expect(say({ state: 'differs', difference })).toContain('no: n is 12, should be 5 in the 1h row of ')
})

test('what was kept back is said only of questions about people [PRV-02]', () => {
  expect(suppressionText(receipt)).toBeNull()
  expect(suppressionText({ ...receipt, suppression: { k: 10, cells: 2 } })).toBe(
    '2 numbers kept back, fewer than 10 people',
  )
  expect(suppressionText({ ...receipt, suppression: { k: 10, cells: 0 } })).toBe(
    'nothing kept back, at least 10 people each',
  )
})

test('sampling is told as the weight of one event', () => {
  expect(samplingText({ ...receipt, sampling: 1 })).toBe('every event')
  expect(samplingText({ ...receipt, sampling: 2 })).toBe('each event stands for 2.00')
})

test('late events are told with the days that they changed [T-20]', () => {
  expect(lateText({ ...receipt, late: null })).toBe('not counted for all of these days')
  expect(lateText({ ...receipt, late: { events: 0, days: 0, restatedAt: null } })).toContain('none')
  expect(lateText({ ...receipt, late: { events: 1200, days: 1, restatedAt: at } })).toContain(
    '1,200 events changed 1 day after the end, last ',
  )
})
