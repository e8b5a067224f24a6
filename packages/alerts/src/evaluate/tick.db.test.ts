import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AlertWorld, bad, createAlertWorld, good, MINUTE } from '../../test/alert-world.ts'
import { tickAlerts } from './tick.ts'

const budget = { budgetMs: 30_000 }
let world: AlertWorld
beforeAll(async () => {
  world = await createAlertWorld()
})
afterAll(() => world.close())
afterEach(async () => {
  world.levels.clear()
  await world.prisma.alertRule.deleteMany()
})

const rulesOf = (ids: readonly string[]) => world.prisma.alertRule.findMany({ where: { id: { in: [...ids] } } })

describe('a tick [ALR-07]', () => {
  test('evaluates what is due once, shared among processes, and says when it is due again [ALR-07 F2]', async () => {
    world.levels.set(null, good)
    const ids = await Promise.all(Array.from({ length: 10 }, () => world.addRule({ intervalSeconds: 60 })))
    const reports = await Promise.all(Array.from({ length: 3 }, () => tickAlerts(world.context(), budget)))
    expect(reports.reduce((sum, { rules }) => sum + rules, 0)).toBe(10)
    for (const { nextRunAt, lastEvaluatedAt, lastError } of await rulesOf(ids)) {
      expect(lastError).toBeNull()
      expect(nextRunAt.getTime() - lastEvaluatedAt!.getTime()).toBeGreaterThan(30_000)
      expect(nextRunAt.getTime() - lastEvaluatedAt!.getTime()).toBeLessThanOrEqual(60_000)
    }
    expect(await tickAlerts(world.context(), budget)).toMatchObject({
      rules: 0,
      transitions: 0,
      failed: 0,
      lateMs: 0,
      more: false,
    })
  })

  test('keeps the pace of a rule that was late, and does not catch up on what was missed', async () => {
    const [late, lost] = [await world.addRule(), await world.addRule()]
    await world.prisma
      .$executeRaw`UPDATE alert_rule SET next_run_at = clock_timestamp() - interval '20 s' WHERE id = ${late}::uuid`
    await world.prisma
      .$executeRaw`UPDATE alert_rule SET next_run_at = clock_timestamp() - interval '5 h' WHERE id = ${lost}::uuid`
    expect((await tickAlerts(world.context(), budget)).rules).toBe(2)
    const waits = new Map(
      (await rulesOf([late, lost])).map((row) => [row.id, row.nextRunAt.getTime() - row.lastEvaluatedAt!.getTime()]),
    )
    expect(waits.get(late)).toBeLessThanOrEqual(40_000)
    expect(waits.get(lost)).toBeGreaterThan(30_000)
  })

  test('passes by what is paused or deleted', async () => {
    await world.addRule({ enabled: false })
    const deleted = await world.addRule()
    await world.prisma.alertRule.update({ where: { id: deleted }, data: { deletedAt: new Date() } })
    expect((await tickAlerts(world.context(), budget)).rules).toBe(0)
  })

  test('is not stopped by a rule that cannot be evaluated; the rule says why [F5]', async () => {
    const channelIds = [await world.addChannel('ops')]
    const unknown = await world.addRule()
    await world.prisma.alertRule.update({ where: { id: unknown }, data: { condition: { kind: 'of the future' } } })
    const workflow = { kind: 'sli', scope: { of: 'workflow', workflowId: 'broken' }, window: null } as const
    world.levels.set('broken', new Error('password=secret')).set(null, bad)
    const broken = await world.addRule({ condition: workflow })
    const sound = await world.addRule({ channelIds })
    const woken = world.woken()
    expect(await tickAlerts(world.context(), budget)).toMatchObject({ rules: 3, transitions: 2, more: false })
    const errors = new Map((await rulesOf([unknown, broken, sound])).map((row) => [row.id, row.lastError]))
    expect(errors.get(unknown)).toMatch(/failed/)
    expect(errors.get(broken)).toMatch(/failed/)
    expect(errors.get(broken)).not.toContain('secret')
    expect(errors.get(sound)).toBeNull()
    expect(await world.prisma.notification.count({ where: { state: 'queued', transition: { ruleId: sound } } })).toBe(1)
    expect(world.woken()).toBe(woken + 1)
  })

  test('tries again within a minute what failed, and keeps the pace of what did not [F5]', async () => {
    const workflow = { kind: 'sli', scope: { of: 'workflow', workflowId: 'broken' }, window: null } as const
    world.levels.set('broken', new Error('away')).set(null, good)
    const failed = await world.addRule({ condition: workflow, intervalSeconds: 3600 })
    const sound = await world.addRule({ intervalSeconds: 3600 })
    await tickAlerts(world.context(), budget)
    const waits = new Map(
      (await rulesOf([failed, sound])).map((row) => [row.id, row.nextRunAt.getTime() - row.lastEvaluatedAt!.getTime()]),
    )
    expect(waits.get(failed)).toBeLessThanOrEqual(MINUTE)
    expect(waits.get(sound)).toBeGreaterThan(58 * MINUTE)
  })

  test('commits what it decided of other instances when one cannot be committed', async () => {
    const condition = { kind: 'sli', scope: { of: 'each_workflow' }, window: null } as const
    const rule = await world.addRule({ condition, intervalSeconds: 3600 })
    world.levels.set('a', good).set('b', good).set('c', good)
    await world.evaluate(rule)
    world.levels.set('a', bad).set('b', bad).set('c', bad)
    let transactions = 0
    const prisma = world.prisma.$extends({
      client: {
        $transaction: (...given: Parameters<typeof world.prisma.$transaction>) =>
          transactions++ === 0 ? Promise.reject(new Error('away')) : world.prisma.$transaction(...given),
      },
    }) as unknown as typeof world.prisma
    expect(await tickAlerts(world.context({ prisma }), budget)).toMatchObject({ rules: 1, transitions: 2 })
    expect(await world.prisma.alertInstance.count({ where: { ruleId: rule, state: 'firing' } })).toBe(2)
    const [row] = await rulesOf([rule])
    expect(row!.lastError).toMatch(/failed/)
    expect(row!.nextRunAt.getTime() - row!.lastEvaluatedAt!.getTime()).toBeLessThanOrEqual(MINUTE)
  })

  describe('reads closed minutes only', () => {
    /** Up to when each reading of a tick went, with events that a project received so long ago still waiting. */
    async function readUpTo(waiting: { projectId: number; minutes: number } | null): Promise<number[]> {
      await world.addRule()
      const asked: number[] = []
      const readSli = async ({ now }: { now: number }) => {
        asked.push(now)
        return good
      }
      if (waiting !== null) {
        const receivedAt = new Date(Date.now() - waiting.minutes * MINUTE)
        await world.prisma.inbox.create({
          data: { projectId: waiting.projectId, receivedAt, payload: new Uint8Array() },
        })
      }
      await tickAlerts(world.context({ sli: { ...world.context().sli, readSli } }), budget)
      await world.prisma.inbox.deleteMany()
      return asked
    }

    test('up to the last full one [ALR-07]', async () => {
      const before = Date.now()
      const [to, ...more] = await readUpTo(null)
      expect(more).toEqual([])
      expect(to! % MINUTE).toBe(0)
      expect(to!).toBeGreaterThan(before - MINUTE)
    })

    test('up to what still waits in the project [ALR-07]', async () => {
      const before = Date.now()
      const [to] = await readUpTo({ projectId: world.ctx.project.id, minutes: 5 })
      expect(to! % MINUTE).toBe(0)
      expect(to!).toBeGreaterThan(before - 6 * MINUTE)
      expect(to!).toBeLessThanOrEqual(Date.now() - 5 * MINUTE)
    })

    test('whatever waits in another project [ALR-07]', async () => {
      const { organizationId } = await world.prisma.project.findFirstOrThrow()
      const elsewhere = await world.prisma.project.create({ data: { organizationId, slug: 'lags', name: 'Lags' } })
      const before = Date.now()
      const [to] = await readUpTo({ projectId: elsewhere.id, minutes: 5 })
      expect(to!).toBeGreaterThan(before - MINUTE)
    })
  })
})
