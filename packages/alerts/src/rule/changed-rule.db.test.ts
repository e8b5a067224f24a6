import { describe, expect, test } from 'vitest'
import { awful, bad, EAGER } from '../../test/alert-world.ts'
import { openRuleStory } from '../../test/rule-story.ts'
import { evaluateRule } from '../evaluate/evaluate-rule.ts'
import { loadRule } from '../evaluate/tick.ts'
import { deleteRule } from './delete-rule.ts'
import { updateRule } from './update-rule.ts'

const { world, channel, stateOf, story, see } = await openRuleStory()

describe('a rule that changes while it fires [F7]', () => {
  const edit = (part: object) => ({ ...EAGER, name: 'edited', channelIds: [channel], ...part })

  test('ends its episode with the reason; the new one starts from pending [F7]', async () => {
    const rule = await world.addRule({ name: 'edited', channelIds: [channel] })
    await see(rule, awful)
    await updateRule(world.ctx, rule, edit({ forSeconds: 300 }))
    expect(await story(rule)).toEqual(['fired queued', 'rule_changed queued'])
    const incident = await world.prisma.incident.findFirstOrThrow({
      where: { ruleId: rule },
      include: { events: true },
    })
    expect(incident.state).toBe('resolved')
    expect(incident.events.map(({ text }) => text)).toContain('Closed: the rule was changed.')
    const last = await world.prisma.notification.findFirstOrThrow({
      where: { transition: { reason: 'rule_changed', ruleId: rule } },
    })
    expect(last.payload).toMatchObject({ title: 'Closed: edited', severity: 'critical', projectId: 'main' })
    await see(rule, bad)
    expect(await stateOf(rule)).toBe('pending')
    expect(await world.prisma.audit.count({ where: { action: 'alert_rule.update', subject: rule } })).toBe(1)
    await deleteRule(world.ctx, rule)
  })

  test.each([
    { before: 'a warning', level: bad, after: 'a warning', found: bad },
    { before: 'something critical', level: awful, after: 'a warning', found: bad },
    { before: 'something critical', level: awful, after: 'something critical', found: awful },
  ])('tells at once of $after that the changed rule finds, after $before [F7]', async ({ level, found }) => {
    const rule = await world.addRule({ name: 'edited', channelIds: [channel] })
    await see(rule, level)
    await updateRule(world.ctx, rule, edit({ minSamples: 20 }))
    await see(rule, found)
    expect(await story(rule)).toEqual(['fired queued', 'rule_changed queued', 'fired queued'])
    await deleteRule(world.ctx, rule)
  })

  test('keeps its episode when only its name, channels or pace change [F7]', async () => {
    const rule = await world.addRule({ name: 'edited', channelIds: [channel] })
    await see(rule, bad)
    await updateRule(world.ctx, rule, edit({ channelIds: [], cooldownSeconds: 60, intervalSeconds: 30 }))
    expect(await stateOf(rule)).toBe('firing')
    await deleteRule(world.ctx, rule)
  })

  test('ends its episode when it is paused or deleted [F7]', async () => {
    const paused = await world.addRule({ name: 'edited', channelIds: [channel] })
    await see(paused, bad)
    await updateRule(world.ctx, paused, edit({ enabled: false }))
    expect(await story(paused)).toEqual(['fired queued', 'rule_changed queued'])
    const deleted = await world.addRule({ channelIds: [channel] })
    await see(deleted, bad)
    await deleteRule(world.ctx, deleted)
    expect(await story(deleted)).toEqual(['fired queued', 'rule_deleted queued'])
    expect(await world.prisma.incident.count({ where: { ruleId: deleted, state: 'resolved' } })).toBe(1)
  })

  test('commits nothing of an evaluation that began before [F7]', async () => {
    const rule = await world.addRule({ channelIds: [channel] })
    const before = await loadRule(world.context(), rule)
    await updateRule(world.ctx, rule, { ...edit({}), name: 'other' })
    world.levels.set(null, bad)
    const moment = { now: world.now, closedUntil: world.now }
    expect((await evaluateRule(world.context(), before!, moment)).transitions).toBe(0)
    expect(await story(rule)).toEqual([])
  })
})
