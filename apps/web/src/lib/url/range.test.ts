import { expect, test } from 'vitest'
import { formatLocal, type Preset, parseLocal, readRange, resolveRange, spanChoice, writeRange } from './range.ts'

const now = Date.UTC(2026, 2, 10, 12, 34, 56)
const iso = (at: number) => new Date(at).toISOString().slice(0, 16)
const resolved = (preset: Preset, zone = 'UTC', at = now) => {
  const { from, to } = resolveRange({ kind: 'preset', preset }, at, zone)
  return [from, to].map(iso)
}

test.each([
  ['15m', ['2026-03-10T12:20', '2026-03-10T12:35']],
  ['1h', ['2026-03-10T11:35', '2026-03-10T12:35']],
  ['24h', ['2026-03-09T12:00', '2026-03-10T12:35']],
  ['today', ['2026-03-10T00:00', '2026-03-10T12:35']],
  ['7d', ['2026-03-03T12:00', '2026-03-10T12:35']],
  ['30d', ['2026-02-08T00:00', '2026-03-10T12:35']],
] as const)('%s ends with the running minute and starts whole', (preset, expected) => {
  expect(resolved(preset)).toEqual(expected)
})

test('days are local days, also over a change of the clock', () => {
  const afterChange = Date.UTC(2026, 3, 2, 10, 0)
  const [from] = resolved('30d', 'Europe/Berlin', afterChange)
  expect(from).toBe('2026-03-02T23:00')
  expect(resolved('today', 'Europe/Berlin', afterChange)[0]).toBe('2026-04-01T22:00')
})

test('absolute times are wall-clock times of the zone', () => {
  const choice = readRange(new URLSearchParams('from=2010-12-01T00:00&to=2010-12-10T00:00'), 'Europe/London')
  expect(choice).toEqual({ kind: 'absolute', from: '2010-12-01T00:00', to: '2010-12-10T00:00' })
  const tokyo = resolveRange(choice, now, 'Asia/Tokyo')
  expect(iso(tokyo.from)).toBe('2010-11-30T15:00')
})

test.each([
  ['', '1h'],
  ['range=24h', '24h'],
  ['range=100y', '1h'],
  ['from=2010-12-01T00:00', '1h'],
  ['from=2010-12-02T00:00&to=2010-12-01T00:00', '1h'],
  ['from=nonsense&to=2010-12-01T00:00&range=7d', '7d'],
])('"%s" reads as %s', (search, preset) => {
  expect(readRange(new URLSearchParams(search), 'UTC')).toEqual({ kind: 'preset', preset })
})

test('a choice survives the address', () => {
  const params = new URLSearchParams('metric=a.b&range=7d')
  writeRange(params, { kind: 'absolute', from: '2015-05-17T00:00', to: '2015-05-21T00:00' })
  expect(params.has('range')).toBe(false)
  expect(readRange(params, 'UTC')).toEqual({ kind: 'absolute', from: '2015-05-17T00:00', to: '2015-05-21T00:00' })
  writeRange(params, { kind: 'preset', preset: '1h' })
  expect(params.toString()).toBe('metric=a.b')
})

test('a dragged span is widened to full minutes', () => {
  const at = Date.UTC(2015, 4, 17, 10, 5, 30) + 0.25
  expect(spanChoice(at, at + 90_000.5, 'UTC')).toEqual({
    kind: 'absolute',
    from: '2015-05-17T10:05',
    to: '2015-05-17T10:08',
  })
})

test('local text and instant are inverse', () => {
  const at = parseLocal('2015-05-17T10:05', 'America/New_York')
  expect(at).not.toBeNull()
  expect(formatLocal(at!, 'America/New_York')).toBe('2015-05-17T10:05')
  expect(parseLocal('17 May', 'UTC')).toBeNull()
})
