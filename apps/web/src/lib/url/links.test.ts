import { expect, test } from 'vitest'
import { exploreHref, keepRange, safeNext } from './links.ts'

test('a question becomes an address', () => {
  const link = {
    metric: 'service-health.latency',
    stat: 'p95' as const,
    by: ['route'],
    filters: [{ dimension: 'status', op: 'in' as const, values: ['200'] }],
    choice: { kind: 'preset' as const, preset: '7d' as const },
    bucket: '1h' as const,
  }
  expect(exploreHref('demo', link)).toBe(
    '/p/demo/explore?metric=service-health.latency&stat=p95&by=route&f=status%3A200&range=7d&bucket=1h',
  )
})

test('the range is kept, the default leaves no trace', () => {
  expect(keepRange('/p/demo', { kind: 'preset', preset: '1h' })).toBe('/p/demo')
  expect(keepRange('/p/demo', { kind: 'preset', preset: '7d' })).toBe('/p/demo?range=7d')
})

test.each([
  [null, '/'],
  ['/p/demo?range=7d', '/p/demo?range=7d'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/login?next=/login', '/'],
])('after signing in, %s leads to %s', (next, path) => {
  expect(safeNext(next)).toBe(path)
})
