import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDeliveryWorld, type DeliveryWorld, MASTER_KEY } from '../../test/delivery-world.ts'
import { deliverDue } from './deliver-due.ts'

const PROGRAM = join(import.meta.dirname, '../../test/deliver-and-die.ts')
const LEASE_MS = 60_000

let world: DeliveryWorld
beforeEach(async () => {
  world = await createDeliveryWorld()
})
afterEach(() => world.close())

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.removeAllListeners('exit')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

it.each([
  ['before the receiver answers', async (child: ChildProcess) => kill(child)],
  [
    'when the receiver has answered and perhaps before it is noted',
    async (child: ChildProcess, response: ServerResponse) => {
      response.writeHead(200).end()
      await kill(child)
    },
  ],
])('kill -9 %s: told at least once, always with the same id', async (_name, strike) => {
  const receiver = await world.startReceiver()
  const { id: channelId } = await world.addWebhook(receiver.url)
  const id = await world.notify(channelId)
  const struck = Promise.withResolvers<void>()
  const child = spawn(process.execPath, [PROGRAM, world.databaseUrl, MASTER_KEY, String(world.now)])
  child.once('exit', (code) => struck.reject(new Error(`ended by itself with ${code}`)))
  receiver.answer((response) => void strike(child, response).then(struck.resolve, struck.reject))
  await struck.promise
  receiver.answer(200)
  world.now += LEASE_MS
  await deliverDue(world.context)
  const { state } = await world.prisma.notification.findUniqueOrThrow({ where: { id } })
  expect(state).toBe('sent')
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
  expect(await world.prisma.incidentEvent.count({ where: { kind: 'delivery' } })).toBe(1)
})
