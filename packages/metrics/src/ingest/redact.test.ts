import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test('secrets and personal details are hidden by key or by look, at any depth, shape is kept [ING-22]', () => {
  expect(
    redact({
      user: { email: 'x', Password: 'y', nested: [{ apiKey: 'z' }] },
      note: 'write to ann@example.com',
      card: '4111 1111 1111 1111',
      from: '192.168.0.17',
      jwt: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
      route: '/checkout',
      n: 5,
      long: 'x'.repeat(300),
    }),
  ).toEqual({
    user: { email: '[redacted]', Password: '[redacted]', nested: [{ apiKey: '[redacted]' }] },
    note: '[redacted]',
    card: '[redacted]',
    from: '[redacted]',
    jwt: '[redacted]',
    route: '/checkout',
    n: 5,
    long: `${'x'.repeat(256)}…`,
  })
})

test('what is too deep to show is named', () => {
  expect(redact(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)))).toBe('[too deep]')
})
