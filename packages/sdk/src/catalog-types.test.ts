import type { packs } from '@tidemark/packs'
import { expect, test } from 'vitest'
import { FakeRuntime } from '../test/fake-runtime.ts'
import { createTidemark } from './index.ts'

test('types and props come from the packs', () => {
  const client = createTidemark<typeof packs>({ url: 'https://x.example', writeKey: 'key', runtime: new FakeRuntime() })
  // @ts-expect-error no such event type
  client.track('ordr', { country: 'France' })
  // @ts-expect-error a required prop is missing
  client.track('order', { country: 'France' })
  // @ts-expect-error a value outside the listed ones
  client.track('api_request', { method: 'FETCH', route: '/', status: 200 })
  client.track('api_request', { method: 'GET', route: '/', status: 200, duration: 3 })
  expect(client.stats().tracked).toBe(4)
})
