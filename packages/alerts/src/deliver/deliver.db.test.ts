import { createSecretBox } from '@tidemark/platform'
import { createHttpClient } from '@tidemark/platform/http-client/index'
import type { WebhookReceiver } from '@tidemark/testkit'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { createDeliveryWorld, type DeliveryWorld } from '../../test/delivery-world.ts'
import { deleteChannel } from '../channels/delete-channel.ts'
import { signWebhook } from '../channels/sign-webhook.ts'
import { ATTEMPTS_MAX } from './backoff.ts'
import { claimNotification } from './claim-notification.ts'
import { deliverDue } from './deliver-due.ts'
import { deliverNotification } from './deliver-notification.ts'

const LEASE_MS = 60_000

let world: DeliveryWorld
let receiver: WebhookReceiver
let channel: { id: string; signingSecret: string }

beforeEach(async () => {
  world = await createDeliveryWorld()
  receiver = await world.startReceiver()
  channel = await world.addWebhook(receiver.url)
})
afterEach(() => world.close())

const read = (id: string) => world.prisma.notification.findUniqueOrThrow({ where: { id } })
const idsOf = ({ received }: WebhookReceiver) => received.map(({ headers }) => headers['webhook-id'])

describe('a notification', () => {
  it('is posted once, signed, and noted in the timeline [NOT-05 INC-03]', async () => {
    const id = await world.notify(channel.id)
    expect(await deliverNotification(world.context, id)).toBe('sent')
    expect(await deliverNotification(world.context, id)).toBe('idle')
    const [request] = receiver.received
    expect(receiver.received).toHaveLength(1)
    const { body, headers } = request!
    expect(headers).toMatchObject(signWebhook({ id, timestamp: world.now / 1000, body }, [channel.signingSecret]))
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toEqual((await read(id)).payload)
    expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1, sentAt: new Date(world.now), lastError: null })
    expect(await world.timeline()).toEqual(['Told ops (webhook)'])
  })

  it('says once how long it took, and only when it has got somewhere [PRF-09 T-64]', async () => {
    const told: unknown[] = []
    const context = { ...world.context, onDelivered: (delivery: unknown) => void told.push(delivery) }
    receiver.answer(500)
    const id = await world.notify(channel.id)
    expect(await deliverNotification(context, id)).toBe('queued')
    expect(told).toEqual([])
    receiver.answer(204)
    world.now = (await read(id)).nextAttemptAt!.getTime()
    expect(await deliverNotification(context, id)).toBe('sent')
    const { transition } = await world.prisma.notification.findUniqueOrThrow({
      where: { id },
      include: { transition: true },
    })
    const delayMs = world.now - transition.at.getTime()
    expect(told).toEqual([{ channel: 'webhook', severity: transition.severity, outcome: 'sent', delayMs }])
  })

  it('is sent by one of many that try', async () => {
    const id = await world.notify(channel.id)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => deliverNotification(world.context, id)))
    expect(outcomes.toSorted()).toEqual([...Array(19).fill('idle'), 'sent'])
    expect(idsOf(receiver)).toEqual([id])
  })

  it('is tried ten times over three days with one id, then is a visible failure', async () => {
    receiver.answer(500)
    const id = await world.notify(channel.id)
    const began = world.now
    const hours: number[] = []
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      hours.push((world.now - began) / 3_600_000)
      expect(await deliverNotification(world.context, id)).toBe(attempt < ATTEMPTS_MAX ? 'queued' : 'failed')
      const due = (await read(id)).nextAttemptAt?.getTime()
      if (due === undefined) break
      world.now = due - 1
      expect(await deliverNotification(world.context, id)).toBe('idle')
      world.now = due
    }
    expect(hours.map((hour) => Math.round(hour * 10) / 10)).toEqual([0, 0, 0, 0.1, 0.6, 2.6, 7.6, 17.6, 41.6, 74.6])
    expect(new Set(idsOf(receiver))).toEqual(new Set([id]))
    expect(receiver.received).toHaveLength(ATTEMPTS_MAX)
    expect(await read(id)).toMatchObject({ state: 'failed', lastError: 'the receiver answered 500', sentAt: null })
    expect((await world.timeline()).at(-1)).toBe(
      'Gave up telling ops (webhook) after attempt 10 of 10: the receiver answered 500',
    )
  })

  it('arrives when the receiver is back', async () => {
    receiver.answer((response) => response.destroy())
    const id = await world.notify(channel.id)
    await deliverDue(world.context)
    receiver.answer(200)
    world.now += 5_000
    expect(await deliverDue(world.context)).toEqual({ sent: 1, queued: 0, failed: 0 })
    expect(idsOf(receiver)).toEqual([id, id])
    expect((await world.timeline()).at(-1)).toBe('Told ops (webhook) at attempt 2')
  })

  it('waits as long as the receiver asks, and no longer wants what is gone', async () => {
    receiver.answer((response) => response.writeHead(429, { 'retry-after': '120' }).end())
    const patient = await world.notify(channel.id)
    await deliverNotification(world.context, patient)
    expect((await read(patient)).nextAttemptAt).toEqual(new Date(world.now + 120_000))
    receiver.answer(410)
    const unwanted = await world.notify(channel.id)
    expect(await deliverNotification(world.context, unwanted)).toBe('failed')
  })

  it('follows no redirect', async () => {
    const trap = await world.startReceiver()
    receiver.answer((response) => response.writeHead(307, { location: trap.url }).end())
    const id = await world.notify(channel.id)
    expect(await deliverNotification(world.context, id)).toBe('queued')
    expect(trap.received).toEqual([])
    expect((await read(id)).lastError).toContain('redirect')
  })
})

describe('a process that dies', () => {
  it('after the claim leaves the notification to the next one when its lease has ended', async () => {
    const id = await world.notify(channel.id)
    expect((await claimNotification(world.context))?.id).toBe(id)
    world.now += LEASE_MS - 1
    expect(await deliverDue(world.context)).toEqual({ sent: 0, queued: 0, failed: 0 })
    world.now += 1
    expect(await deliverDue(world.context)).toEqual({ sent: 1, queued: 0, failed: 0 })
    expect(await read(id)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(idsOf(receiver)).toEqual([id])
  })

  it('each time it sends runs out of attempts', async () => {
    const id = await world.notify(channel.id)
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      expect((await claimNotification(world.context))?.attempt).toBe(attempt)
      world.now += LEASE_MS
    }
    expect(await deliverNotification(world.context, id)).toBe('failed')
    expect(receiver.received).toEqual([])
  })
})

it('a success that is reported late counts, a failure that is reported late does not', async () => {
  const id = await world.notify(channel.id)
  receiver.answer((response) => {
    // Meanwhile the lease ends and somebody else takes over.
    world.now += LEASE_MS
    claimNotification(world.context).then(() => response.writeHead(500).end())
  })
  await deliverNotification(world.context, id)
  expect(await read(id)).toMatchObject({ state: 'sending', attempts: 2 })
  receiver.answer(200)
  world.now += LEASE_MS
  expect(await deliverNotification(world.context, id)).toBe('sent')
  expect(await world.timeline()).toEqual(['Told ops (webhook) at attempt 3'])
})

it('is due by the clock of the database, whatever this process believes the time is', async () => {
  const { outboxClock: _virtual, ...context } = world.context
  const id = await world.notify(channel.id)
  await world.prisma.notification.update({ where: { id }, data: { nextAttemptAt: new Date(0) } })
  const readTime = async () => (await world.prisma.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`)[0].at
  const before = await readTime()
  expect(await deliverNotification({ ...context, clock: () => 0 }, id)).toBe('sent')
  const sentAt = (await read(id)).sentAt ?? new Date(0)
  expect(sentAt.getTime()).toBeGreaterThanOrEqual(before.getTime())
  expect(sentAt.getTime()).toBeLessThanOrEqual((await readTime()).getTime())
})

describe('many notifications', () => {
  it('go out while another receiver hangs, which gets two at a time', async () => {
    const hanging = await world.startReceiver()
    const held: (() => void)[] = []
    hanging.answer((response) => void held.push(() => response.writeHead(204).end()))
    const slow = await world.addWebhook(hanging.url)
    for (let i = 0; i < 4; i++) await world.notify(slow.id)
    for (let i = 0; i < 4; i++) await world.notify(channel.id)
    const delivering = deliverDue(world.context)
    await receiver.waitFor(4)
    await hanging.waitFor(2)
    expect(hanging.received).toHaveLength(2)
    hanging.answer(204)
    for (const release of held) release()
    expect(await delivering).toEqual({ sent: 8, queued: 0, failed: 0 })
  })

  it('reach one channel critical first, and at most twenty in a minute', async () => {
    for (let i = 0; i < 20; i++) await world.notify(channel.id, 'warning')
    for (let i = 0; i < 10; i++) await world.notify(channel.id, 'critical')
    const severities = () => receiver.received.map(({ body }) => JSON.parse(body).severity)
    await deliverDue(world.context)
    expect(severities().slice(0, 10)).toEqual(Array(10).fill('critical'))
    expect(receiver.received.length).toBeGreaterThanOrEqual(15)
    expect(receiver.received.length).toBeLessThanOrEqual(20)
    // What is kept for critical ones is still there when one comes.
    const late = await world.notify(channel.id, 'critical')
    expect(await deliverNotification(world.context, late)).toBe('sent')
    for (let minute = 0; minute < 2; minute++) {
      world.now += 60_001
      await deliverDue(world.context)
    }
    expect(new Set(idsOf(receiver)).size).toBe(31)
    expect(receiver.received).toHaveLength(31)
  })
})

describe('a channel that is not set up', () => {
  test.each([
    ['no master key', null],
    ['another master key', createSecretBox('another master key than before')],
  ])('because there is %s is a logged skip [NOT-08]', async (_name, secrets) => {
    const id = await world.notify(channel.id)
    expect(await deliverNotification({ ...world.context, secrets }, id)).toBe('queued')
    expect(world.logged()).toContain('skipped a channel that is not set up')
    expect(await deliverNotification(world.context, id)).toBe('idle')
    world.now += 5_000
    expect(await deliverNotification(world.context, id)).toBe('sent')
  })

  it('because it was deleted drops what waits for it', async () => {
    const id = await world.notify(channel.id)
    await deleteChannel(world.ctx, channel.id)
    expect(await deliverDue(world.context)).toEqual({ sent: 0, queued: 0, failed: 0 })
    expect(await read(id)).toMatchObject({ state: 'dropped', dropReason: 'channel deleted' })
  })
})

it('an address that has turned private is refused when it is sent to', async () => {
  const id = await world.notify(channel.id)
  const guarded = { ...world.context, http: createHttpClient({ allow: [] }) }
  expect(await deliverNotification(guarded, id)).toBe('failed')
  expect(receiver.received).toEqual([])
  expect((await read(id)).lastError).toContain('private network')
})
