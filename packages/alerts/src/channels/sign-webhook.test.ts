import { expect, it, test } from 'vitest'
import { makeSigningSecret, signWebhook } from './sign-webhook.ts'

// The example that the Standard Webhooks libraries share.
const example = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
}
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

test('signs the published example as published', () => {
  expect(signWebhook(example, [SECRET])).toEqual({
    'webhook-id': example.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': SIGNATURE,
  })
})

it('signs id, time and body, each', () => {
  for (const changed of [{ id: 'msg_2' }, { timestamp: 1_614_265_331 }, { body: '{"test": 2432232315}' }])
    expect(signWebhook({ ...example, ...changed }, [SECRET])['webhook-signature']).not.toBe(SIGNATURE)
})

it('signs with every secret that is valid', () => {
  const other = makeSigningSecret()
  const [first, second] = signWebhook(example, [other, SECRET])['webhook-signature'].split(' ')
  expect(first).toBe(signWebhook(example, [other])['webhook-signature'])
  expect(second).toBe(SIGNATURE)
})

it('makes secrets of 256 bits that differ', () => {
  const [one, other] = [makeSigningSecret(), makeSigningSecret()]
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(other).not.toBe(one)
})
