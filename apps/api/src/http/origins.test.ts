import { expect, it } from 'vitest'
import { createOriginRule } from './origins.ts'

it.each([
  ['its own', 'https://m.example', 'https://m.example', true],
  ['another scheme', 'https://m.example', 'http://m.example', false],
  ['another port', 'https://m.example', 'https://m.example:8443', false],
  ['a name that starts the same', 'https://m.example', 'https://m.example.evil.example', false],
  ['a name that ends the same', 'https://m.example', 'https://evilm.example', false],
  ['none', 'https://m.example', 'null', false],
  ['not an origin', 'https://m.example', 'https://m.example/path', false],
  ['loopback for a public site', 'https://m.example', 'http://localhost:3000', false],
  ['another name of this machine', 'http://127.0.0.1:3000', 'http://localhost:3000', true],
  ['this machine in IPv6', 'http://127.0.0.1:3000', 'http://[::1]:3000', true],
  ['another port of this machine', 'http://127.0.0.1:3000', 'http://localhost:3001', false],
  ['the host that was asked, listening anywhere', 'http://0.0.0.0:3000', 'http://asked.example:3000', true],
  ['another host, listening anywhere', 'http://0.0.0.0:3000', 'http://evil.example:3000', false],
])('%s', (_name, publicUrl, origin, allowed) => {
  expect(createOriginRule(publicUrl)(origin, 'asked.example:3000')).toBe(allowed)
})

it('takes other ports of this machine in development only', () => {
  const rule = createOriginRule('http://127.0.0.1:3000', { development: true })
  expect(rule('http://127.0.0.1:5173', '127.0.0.1:3000')).toBe(true)
  expect(rule('https://evil.example', '127.0.0.1:3000')).toBe(false)
})
