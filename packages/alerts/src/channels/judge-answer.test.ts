import { describe, expect, it } from 'vitest'
import { judgeAnswer, readRetryAfter } from './judge-answer.ts'

const NOW = Date.parse('2026-01-31T08:00:00Z')

describe('judgeAnswer', () => {
  const cases: { status: number; retryAfter?: string; kind: string; afterMs?: number }[] = [
    { status: 200, kind: 'ok' },
    { status: 204, kind: 'ok' },
    { status: 299, kind: 'ok' },
    { status: 301, kind: 'retry' },
    { status: 307, kind: 'retry' },
    { status: 400, kind: 'retry' },
    { status: 401, kind: 'retry' },
    { status: 404, kind: 'retry' },
    { status: 410, kind: 'refuse' },
    { status: 429, kind: 'retry' },
    { status: 429, retryAfter: '120', kind: 'retry', afterMs: 120_000 },
    { status: 503, retryAfter: 'Sat, 31 Jan 2026 08:01:30 GMT', kind: 'retry', afterMs: 90_000 },
    { status: 500, retryAfter: '120', kind: 'retry' },
    { status: 500, kind: 'retry' },
  ]
  it.each(cases)('$status $retryAfter -> $kind', ({ status, retryAfter, kind, afterMs }) => {
    const result = judgeAnswer(status, retryAfter, NOW)
    expect(result.kind).toBe(kind)
    expect('afterMs' in result ? result.afterMs : undefined).toBe(afterMs)
  })

  it('names a redirect as what it is', () =>
    expect(judgeAnswer(302, undefined, NOW)).toMatchObject({ reason: expect.stringContaining('redirect') }))
})

it.each([
  [undefined, undefined],
  ['0', 0],
  ['7', 7_000],
  ['99999999', 86_400_000],
  ['Sat, 31 Jan 2026 07:00:00 GMT', 0],
  ['soon', undefined],
])('reads Retry-After %s as %s ms', (header, ms) => expect(readRetryAfter(header, NOW)).toBe(ms))
