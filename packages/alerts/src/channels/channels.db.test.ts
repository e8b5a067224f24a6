import type { ChannelInput } from '@tidemark/contracts'
import { createLogger } from '@tidemark/platform'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { createDeliveryWorld, type DeliveryWorld } from '../../test/delivery-world.ts'
import { CHANNELS } from './channels.ts'
import { createChannel } from './create-channel.ts'
import { listChannels } from './list-channels.ts'
import { openChannelServices } from './open-channel-services.ts'
import { testChannel } from './test-channel.ts'
import { maskAddress } from './webhook.ts'

let world: DeliveryWorld
beforeEach(async () => {
  world = await createDeliveryWorld()
})
afterEach(() => world.close())

const LOG: ChannelInput = { kind: 'log', name: 'log' }

/** What every channel kind must do, tried with one input per kind. */
const EXAMPLES: Record<ChannelInput['kind'], (url: string) => ChannelInput> = {
  log: () => LOG,
  webhook: (url) => ({ kind: 'webhook', name: 'ops', url }),
}

describe.each(Object.values(CHANNELS))('a channel of kind $kind', ({ kind, send }) => {
  it('is made, listed without secrets and reached', async () => {
    const { url } = await world.startReceiver()
    const { view, signingSecret } = await createChannel(world.ctx, world.context, EXAMPLES[kind](url))
    expect(await listChannels(world.ctx)).toEqual([view])
    expect(JSON.stringify(view)).not.toContain(signingSecret ?? '/hook')
    expect(await testChannel(world.ctx, world.context, view.id)).toEqual({ delivered: true, detail: null })
  })

  it('refuses to send with what is not its own configuration', async () => {
    const stored = { config: { unknown: true }, secret: { unknown: true } }
    expect((await send(stored, { id: 'm', payload: {} }, world.context)).kind).toBe('refuse')
  })
})

test('the log channel writes the whole notification [NOT-01]', async () => {
  const { view } = await createChannel(world.ctx, world.context, LOG)
  await testChannel(world.ctx, world.context, view.id)
  expect(world.logged()).toContain('Tidemark can reach this channel')
})

describe('without a master key', () => {
  it('channels that hide something cannot be made, the others can [NOT-08 SEC-07]', async () => {
    const services = openChannelServices(
      { OUTBOUND_ALLOW: ['127.0.0.1'], TIDEMARK_MASTER_KEY: undefined },
      createLogger('test', { level: 'silent' }),
    )
    await expect(createChannel(world.ctx, services, EXAMPLES.webhook('http://127.0.0.1:1/'))).rejects.toThrow(
      'TIDEMARK_MASTER_KEY',
    )
    expect((await createChannel(world.ctx, services, LOG)).view.kind).toBe('log')
  })
})

it('a project has at most 50 channels, also when they are made at once', async () => {
  const made = await Promise.allSettled(Array.from({ length: 55 }, () => createChannel(world.ctx, world.context, LOG)))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
  expect(await listChannels(world.ctx)).toHaveLength(50)
})

it.each([
  ['https://hooks.example.com', 'https://hooks.example.com'],
  ['https://hooks.example.com/', 'https://hooks.example.com'],
  ['https://hooks.example.com/services/T0/B0/x', 'https://hooks.example.com/…'],
  ['https://hooks.example.com:8443/?token=x', 'https://hooks.example.com:8443/…'],
])('%s is shown as %s', (url, shown) => expect(maskAddress(url)).toBe(shown))
