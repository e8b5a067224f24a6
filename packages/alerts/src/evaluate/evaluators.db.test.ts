import { once } from 'node:events'
import { connect } from 'node:net'
import { type Backplane, createBackplane } from '@tidemark/backplane'
import { createLogger } from '@tidemark/platform'
import { startRedis, type TestRedis } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AlertWorld, awful, bad, createAlertWorld, MINUTE } from '../../test/alert-world.ts'

const EVALUATORS = 50
const redis: TestRedis | null = await startRedis()
afterAll(() => redis?.stop())

/** Loses everything that the backplane keeps of cooldowns. */
async function forgetAll(world: AlertWorld, kind: string): Promise<void> {
  if (kind === 'postgres') return void (await world.prisma.backplaneEntry.deleteMany())
  const { hostname, port } = new URL(redis!.url)
  const socket = connect(Number(port), hostname, () => socket.write('FLUSHALL\r\n'))
  await once(socket, 'data')
  socket.destroy()
}

describe.each([
  { kind: 'postgres' as const, skip: false },
  { kind: 'redis' as const, skip: redis === null },
])('parallel evaluators on $kind', ({ kind, skip }) => {
  let world: AlertWorld
  let backplane: Backplane

  beforeAll(async () => {
    if (skip) return
    world = await createAlertWorld()
    backplane = await createBackplane({
      databaseUrl: world.databaseUrl,
      logger: createLogger('test', { level: 'silent' }),
      role: 'test',
      ...(kind === 'redis' ? { redisUrl: redis!.url } : {}),
    })
  })
  afterAll(async () => {
    if (skip) return
    await backplane.close()
    await world.close()
  })

  const withGate = () => world.context({ cooldown: backplane.cooldown })
  const withoutGate = () => world.context()

  async function evaluateTogether(ruleId: string, context: AlertWorld['context']): Promise<number> {
    const done = await Promise.all(Array.from({ length: EVALUATORS }, () => world.evaluate(ruleId, context())))
    return done.reduce((sum, transitions) => sum + transitions, 0)
  }

  it.skipIf(skip).each([
    { gate: 'in front', context: withGate },
    { gate: 'bypassed', context: withoutGate },
  ])('create one notification per channel and cooldown, the gate $gate [ALR-08]', async ({ context }) => {
    const channelIds = [await world.addChannel('a'), await world.addChannel('b')]
    const rule = await world.addRule({ channelIds })
    const counts = async () => ({
      queued: await world.prisma.notification.count({ where: { state: 'queued', transition: { ruleId: rule } } }),
      all: await world.prisma.notification.count({ where: { transition: { ruleId: rule } } }),
      incidents: await world.prisma.incident.count({ where: { ruleId: rule } }),
    })
    world.levels.set(null, bad)
    expect(await evaluateTogether(rule, context)).toBe(1)
    expect(await counts()).toEqual({ queued: 2, all: 2, incidents: 1 })

    world.now += 10 * MINUTE - 1
    expect(await evaluateTogether(rule, context)).toBe(0)
    expect(await counts()).toEqual({ queued: 2, all: 2, incidents: 1 })

    world.now += 1
    expect(await evaluateTogether(rule, context)).toBe(1)
    expect(await counts()).toEqual({ queued: 4, all: 4, incidents: 1 })

    world.levels.set(null, awful)
    expect(await evaluateTogether(rule, context)).toBe(1)
    expect(await counts()).toEqual({ queued: 6, all: 6, incidents: 1 })
  })

  it.skipIf(skip)('a backplane that forgets doubles nothing [ALR-08]', async () => {
    const rule = await world.addRule({ channelIds: [await world.addChannel('c')] })
    world.levels.set(null, bad)
    const rounds = Array.from({ length: EVALUATORS }, async (_, i) => {
      if (i % 10 === 5) await forgetAll(world, kind)
      return world.evaluate(rule, withGate())
    })
    expect((await Promise.all(rounds)).reduce((sum, n) => sum + n, 0)).toBe(1)
    await forgetAll(world, kind)
    world.now += MINUTE
    expect(await evaluateTogether(rule, withGate)).toBe(0)
    expect(await world.prisma.notification.count({ where: { transition: { ruleId: rule } } })).toBe(1)
  })

  it.skipIf(skip)('a gate that cannot be asked stops nothing', async () => {
    const rule = await world.addRule({ channelIds: [await world.addChannel('d')] })
    const broken = world.context({ cooldown: { tryAcquire: () => Promise.reject(new Error('away')) } })
    world.levels.set(null, bad)
    expect(await evaluateTogether(rule, () => broken)).toBe(1)
    expect(await world.prisma.notification.count({ where: { transition: { ruleId: rule } } })).toBe(1)
  })
})
