import { expect, test } from 'vitest'
import { exploreHref, keepRange, safeNext, workflowsHref } from './links.ts'

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

test('a workflow has a page, whatever its name [UI-10]', () => {
  expect(workflowsHref('demo', null)).toBe('/p/demo/workflows')
  expect(workflowsHref('demo', 'a/b ü', new URLSearchParams({ window: '30d' }))).toBe(
    '/p/demo/workflows/a%2Fb%20%C3%BC?window=30d',
  )
})

test('the range is kept, the default leaves no trace', () => {
  expect(keepRange('/p/demo', { kind: 'preset', preset: '1h' })).toBe('/p/demo')
  expect(keepRange('/p/demo', { kind: 'preset', preset: '7d' })).toBe('/p/demo?range=7d')
  expect(keepRange('/p/demo', { kind: 'preset', preset: '7d' }, '7d')).toBe('/p/demo')
  expect(keepRange('/p/demo', { kind: 'preset', preset: '1h' }, '7d')).toBe('/p/demo?range=1h')
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
