import { createPrisma, type PrismaClient } from '@tidemark/db'
import { describe, expect, test } from 'vitest'
import { awful, bad, good, MINUTE, quiet } from '../../test/alert-world.ts'
import { openRuleStory } from '../../test/rule-story.ts'
import { evaluateRule } from './evaluate-rule.ts'
import { loadRule } from './tick.ts'

const { world, channel, instanceOf, stateOf, story, see } = await openRuleStory()

describe('waiting', () => {
  test('a pending rule keeps its clock over a restart of everything [ALR-06 F3]', async () => {
    const rule = await world.addRule({ forSeconds: 300, channelIds: [channel] })
    await see(rule, bad)
    const began = world.now
    const other = createPrisma(world.databaseUrl)
    const context = world.context({ prisma: other })
    world.now = began + 300_000 - 1
    await world.evaluate(rule, context)
    expect(await stateOf(rule)).toBe('pending')
    world.now = began + 300_000
    await world.evaluate(rule, context)
    expect(await instanceOf(rule)).toMatchObject({
      state: 'firing',
      firingSince: new Date(world.now),
      severity: 'warning',
    })
    expect(await story(rule)).toEqual(['breach_began', 'fired queued'])
    await other.$disconnect()
  })

  test('trouble that comes and goes within the wait tells nobody [ALR-06 F6]', async () => {
    const rule = await world.addRule({ forSeconds: 120, keepFiringForSeconds: 120, channelIds: [channel] })
    for (let i = 0; i < 30; i++) await see(rule, i % 2 === 0 ? bad : good)
    expect(await world.prisma.notification.count({ where: { transition: { ruleId: rule } } })).toBe(0)
  })
})

describe('what people are told', () => {
  test('news that could not be delivered gives way to newer news', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, bad)
    await world.prisma.notification.updateMany({ where: { transition: { ruleId: rule } }, data: { attempts: 1 } })
    await see(rule, good)
    expect(await story(rule)).toEqual(['fired superseded', 'resolved queued'])
  })

  test('news gives way on its own channel, of its own instance, and only while it waits', async () => {
    const condition = { kind: 'sli', scope: { of: 'each_workflow' }, window: null } as const
    const [left, told] = [await world.addChannel('left'), await world.addChannel('told')]
    const rule = await world.addRule({ condition, channelIds: [channel, left, told] })
    world.levels.set('invoice', bad).set('letter', bad)
    await world.evaluate(rule)
    const { notification } = world.prisma
    const fired = { transition: { ruleId: rule, reason: 'fired' } }
    await notification.updateMany({ where: fired, data: { attempts: 1 } })
    await notification.updateMany({ where: { ...fired, channelId: told }, data: { state: 'sent' } })
    await world.prisma.alertRuleChannel.deleteMany({ where: { ruleId: rule, channelId: left } })
    world.levels.set('invoice', good)
    await world.evaluate(rule)
    const rows = await notification.findMany({
      where: fired,
      include: { transition: { include: { instance: true } }, channel: true },
    })
    const fates = rows.map(({ state, dropReason, channel: { name }, transition }) => {
      const { workflow } = transition.instance.labels as { workflow: string }
      return `${workflow} ${name} ${dropReason ?? state}`
    })
    expect(fates.sort()).toEqual([
      'invoice left queued',
      'invoice ops superseded',
      'invoice told sent',
      'letter left queued',
      'letter ops queued',
      'letter told sent',
    ])
  })

  test('the facts, the severity and the documented body are decided with the step [ALR-11 SLO-04]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, awful)
    const step = await world.prisma.alertTransition.findFirstOrThrow({
      where: { ruleId: rule },
      include: { notifications: true },
    })
    expect(step).toMatchObject({ fromState: 'ok', toState: 'firing', value: 125, threshold: 100, severity: 'critical' })
    expect(step.facts).toEqual({ reading: awful })
    expect(step.notifications[0]?.payload).toMatchObject({
      severity: 'critical',
      title: 'Workflow SLI Violation: Success Rate, P95 Latency',
      projectId: 'main',
      metrics: { successPct: 97.5, p95Ms: 6200, errorBudgetBurnPct: 125 },
      targets: { successPct: 99, p95Ms: 5000 },
    })
    expect(await world.prisma.incident.findFirst({ where: { ruleId: rule } })).toMatchObject({
      state: 'triggered',
      severity: 'critical',
      title: 'Workflow SLI Violation: Success Rate, P95 Latency',
    })
    expect(
      await world.prisma.audit.count({ where: { action: 'incident.open', projectId: world.ctx.project.id } }),
    ).toBeGreaterThan(0)
  })

  test('within the cooldown a new episode is an incident but no notification; an end and more urgency always are [ALR-08]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, bad)
    await see(rule, good)
    await see(rule, bad)
    await see(rule, awful)
    await see(rule, good)
    expect(await story(rule)).toEqual([
      'fired queued',
      'resolved queued',
      'fired cooldown',
      'severity_raised queued',
      'resolved queued',
    ])
    const incidents = await world.prisma.incident.findMany({ where: { ruleId: rule }, orderBy: { openedAt: 'asc' } })
    expect(incidents.map(({ state, severity }) => [state, severity])).toEqual([
      ['resolved', 'warning'],
      ['resolved', 'critical'],
    ])
  })

  test('a new episode within the cooldown is told of when the cooldown ends [ALR-08]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, bad)
    await see(rule, good)
    await see(rule, bad, 4)
    await see(rule, bad, 4)
    expect(await story(rule)).toEqual(['fired queued', 'resolved queued', 'fired cooldown'])
    await see(rule, bad)
    expect(await story(rule)).toEqual(['fired queued', 'resolved queued', 'fired cooldown', 'still_firing queued'])
    await see(rule, bad, 9)
    expect(await story(rule)).toHaveLength(4)
    await see(rule, bad)
    expect(await story(rule)).toHaveLength(5)
  })

  test('less urgency within the cooldown of more is not news [ALR-08]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, awful)
    await see(rule, good)
    await see(rule, bad)
    expect(await story(rule)).toEqual(['fired queued', 'resolved queued', 'fired cooldown'])
  })

  test('a muted instance fires in silence, and says why', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, good)
    const mutedUntil = new Date(world.now + 60 * MINUTE)
    await world.prisma.alertInstance.updateMany({ where: { ruleId: rule }, data: { mutedUntil } })
    await see(rule, bad)
    expect(await story(rule)).toEqual(['fired muted'])
  })

  test('a rule without channels still opens its incident', async () => {
    const rule = await world.addRule()
    await see(rule, bad)
    expect(await story(rule)).toEqual(['fired'])
    expect(await world.prisma.incident.count({ where: { ruleId: rule } })).toBe(1)
  })

  test('each workflow is an instance of its own', async () => {
    const condition = { kind: 'sli', scope: { of: 'each_workflow' }, window: null } as const
    const rule = await world.addRule({ condition, channelIds: [channel] })
    world.levels.set('invoice', bad).set('letter', good)
    await world.evaluate(rule)
    const incident = await world.prisma.incident.findFirstOrThrow({ where: { ruleId: rule } })
    expect(incident.labels).toEqual({ workflow: 'invoice' })
    expect(await world.prisma.alertInstance.count({ where: { ruleId: rule } })).toBe(2)
    // It is not listed any more: that is absence, not health.
    world.levels.delete('invoice')
    world.now += 60 * MINUTE
    await world.evaluate(rule)
    expect(await world.prisma.incident.count({ where: { ruleId: rule, state: 'resolved' } })).toBe(0)
    // For a day nothing was seen of it: nothing will be, so its episode ends, and not as good news.
    world.now += 23 * 60 * MINUTE
    await world.evaluate(rule)
    const closed = await world.prisma.incident.findFirstOrThrow({ where: { ruleId: rule }, include: { events: true } })
    expect(closed.state).toBe('resolved')
    expect(closed.events.map(({ text }) => text).join()).toContain('not watched any more')
    const last = await world.prisma.notification.findFirstOrThrow({
      where: { state: 'queued', transition: { ruleId: rule, reason: 'unlisted' } },
    })
    expect(last.payload).toMatchObject({
      severity: 'warning',
      title: expect.stringMatching(/^Closed: /),
      projectId: 'main',
    })
  })

  test('a workflow that went quiet and is not listed any more is no trouble', async () => {
    const condition = { kind: 'sli', scope: { of: 'each_workflow' }, window: null } as const
    const rule = await world.addRule({ condition, channelIds: [channel] })
    world.levels.set('invoice', quiet)
    await world.evaluate(rule)
    expect(await stateOf(rule)).toBe('no_data')
    world.levels.clear()
    await world.evaluate(rule)
    expect(await stateOf(rule)).toBe('ok')
    expect(await story(rule)).toEqual(['data_missing', 'unlisted'])
  })
})

describe('absence and failure', () => {
  test('never resolve what fires, however long [F4 F5]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, bad)
    await see(rule, quiet, 60)
    await see(rule, new Error('timeout'), 600)
    await see(rule, quiet, 6000)
    expect(await stateOf(rule)).toBe('firing')
    expect(await story(rule)).toEqual(['fired queued'])
    await see(rule, good)
    expect(await story(rule)).toEqual(['fired queued', 'resolved queued'])
  })

  test('show as no data and as an error while nothing fires [F4 F5]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    await see(rule, quiet)
    expect(await stateOf(rule)).toBe('no_data')
    await see(rule, new Error('timeout'))
    expect(await stateOf(rule)).toBe('error')
    await see(rule, good)
    expect(await story(rule)).toEqual(['data_missing', 'evaluation_failed', 'data_returned'])
  })

  test('of the whole rule is the failure of each known instance, and breaks a recovery [F5]', async () => {
    const condition = { kind: 'sli', scope: { of: 'each_workflow' }, window: null } as const
    const rule = await world.addRule({ condition, keepFiringForSeconds: 300, channelIds: [channel] })
    world.levels.set('invoice', bad)
    await world.evaluate(rule)
    world.levels.set('invoice', good)
    await world.evaluate(rule)
    world.levels.set('*', new Error('no list'))
    world.now += 60 * MINUTE
    const known = await loadRule(world.context(), rule)
    expect(await evaluateRule(world.context(), known!, { now: world.now, closedUntil: world.now })).toEqual({
      transitions: 1,
      error: 'Error: the evaluation failed.',
    })
    expect(await story(rule)).toEqual(['fired queued', 'recovering', 'recovery_unproven'])
  })
})

describe('a process that dies', () => {
  /** A client whose n-th statement from now on fails, as if the process had been killed before it. */
  function dyingAfter(statements: number): PrismaClient {
    let left = statements
    return world.prisma.$extends({
      query: {
        $allOperations({ args, query }) {
          left -= 1
          if (left < 0) throw new Error('killed')
          return query(args)
        },
      },
    }) as unknown as PrismaClient
  }

  test('at any statement leaves all of a step or nothing, and the next evaluator tells once [F1]', async () => {
    let survived = false
    let deaths = 0
    while (!survived) {
      const rule = await world.addRule({ channelIds: [channel] })
      world.levels.set(null, bad)
      const known = await loadRule(world.context(), rule)
      const moment = { now: world.now, closedUntil: world.now }
      const context = world.context({ prisma: dyingAfter(deaths) })
      survived = await evaluateRule(context, known!, moment).then(
        ({ error }) => error === null,
        () => false,
      )
      if (!survived) deaths += 1
      const steps = await world.prisma.alertTransition.count({ where: { ruleId: rule } })
      const incidents = await world.prisma.incident.count({ where: { ruleId: rule } })
      const outbox = await world.prisma.notification.count({ where: { transition: { ruleId: rule } } })
      expect(new Set([steps, incidents, outbox]).size).toBe(1)
      await world.evaluate(rule)
      expect(await story(rule)).toEqual(['fired queued'])
      expect(await world.prisma.incident.count({ where: { ruleId: rule } })).toBe(1)
    }
    // Fewer would mean that the kill points are not reached any more.
    expect(deaths).toBeGreaterThan(10)
  })
})
