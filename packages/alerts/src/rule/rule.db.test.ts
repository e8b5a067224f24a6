import type { ServiceContext } from '@tidemark/workspace'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AlertWorld, bad, createAlertWorld, EAGER } from '../../test/alert-world.ts'
import { createRule } from './create-rule.ts'
import { deleteRule } from './delete-rule.ts'
import { listRules } from './list-rules.ts'
import { updateRule } from './update-rule.ts'

let world: AlertWorld
beforeAll(async () => {
  world = await createAlertWorld()
})
afterAll(() => world.close())

test('a rule is made, listed with its worst state, changed and deleted; each leaves an audit row [ALR-09]', async () => {
  const channel = await world.addChannel('ops')
  const input = { ...EAGER, name: 'Workflow SLI violation', channelIds: [channel, channel] }
  const made = await createRule(world.ctx, input)
  expect(made).toEqual({
    ...input,
    id: made.id,
    channelIds: [channel],
    state: 'ok',
    lastEvaluatedAt: null,
    lastError: null,
  })
  world.levels.set(null, bad)
  await world.evaluate(made.id)
  expect(await listRules(world.ctx)).toMatchObject([{ id: made.id, state: 'firing' }])
  const changed = await updateRule(world.ctx, made.id, { ...input, name: 'SLI', channelIds: [], minSamples: 100 })
  expect(changed).toMatchObject({ name: 'SLI', channelIds: [], minSamples: 100, state: 'ok' })
  await deleteRule(world.ctx, made.id)
  expect(await listRules(world.ctx)).toEqual([])
  const audit = await world.prisma.audit.findMany({ where: { subject: made.id }, orderBy: { id: 'asc' } })
  expect(audit.map(({ action }) => action)).toEqual(['alert_rule.create', 'alert_rule.update', 'alert_rule.delete'])
  await expect(deleteRule(world.ctx, made.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a name is taken once per project, also by rules made at the same time, and free again after the rule [ALR-09]', async () => {
  const input = { ...EAGER, name: 'twice' }
  const made = await Promise.allSettled(Array.from({ length: 5 }, () => createRule(world.ctx, input)))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of made) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' })
  const [first] = await listRules(world.ctx)
  const other = await createRule(world.ctx, { ...EAGER, name: 'another' })
  await expect(updateRule(world.ctx, other.id, input)).rejects.toMatchObject({ code: 'conflict' })
  await deleteRule(world.ctx, first!.id)
  expect(await updateRule(world.ctx, other.id, input)).toMatchObject({ name: 'twice' })
})

test('what does not fit is refused [ALR-09]', async () => {
  const elsewhere: ServiceContext = { ...world.ctx, project: { ...world.ctx.project, id: world.ctx.project.id + 1000 } }
  const channel = await world.addChannel('ours')
  for (const channelIds of [['00000000-0000-7000-8000-000000000000'], ['nonsense']])
    await expect(createRule(world.ctx, { ...EAGER, name: 'x', channelIds })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  await expect(createRule(elsewhere, { ...EAGER, name: 'x', channelIds: [channel] })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  const rule = await createRule(world.ctx, { ...EAGER, name: 'ours' })
  await expect(updateRule(elsewhere, rule.id, { ...EAGER, name: 'x' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(deleteRule(elsewhere, rule.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(deleteRule(world.ctx, 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
  const viewer: ServiceContext = { ...world.ctx, role: 'viewer' }
  await expect(createRule(viewer, { ...EAGER, name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(updateRule(viewer, rule.id, { ...EAGER, name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(deleteRule(viewer, rule.id)).rejects.toMatchObject({ code: 'forbidden' })
})
