import type { IncidentView } from '@tidemark/contracts'
import type { ServiceContext } from '@tidemark/workspace'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AlertWorld, awful, bad, createAlertWorld, good, MINUTE } from '../../test/alert-world.ts'
import { acknowledgeIncident } from './acknowledge-incident.ts'
import { addNote } from './add-note.ts'
import { bulkAcknowledge } from './bulk-acknowledge.ts'
import { escalateIncident } from './escalate-incident.ts'
import { listIncidents } from './list-incidents.ts'
import { readTimeline } from './read-timeline.ts'
import { resolveIncident } from './resolve-incident.ts'

let world: AlertWorld
let ann: ServiceContext
let rule: string
beforeAll(async () => {
  world = await createAlertWorld()
  await world.prisma.user.create({ data: { id: 'ann', name: 'Ann', email: 'ann@example.com' } })
  ann = { ...world.ctx, actor: { kind: 'user', id: 'ann' }, role: 'editor' }
})
afterAll(() => world.close())

/** Every test has a rule of its own that fires as a warning. */
beforeEach(async () => {
  rule = await world.addRule({ channelIds: [await world.addChannel('ops')] })
  await see(bad)
})

async function see(level: typeof bad, minutes = 1): Promise<void> {
  world.now += minutes * MINUTE
  world.levels.set(null, level)
  await world.evaluate(rule)
}

const incidents = async (): Promise<IncidentView[]> =>
  (await listIncidents(world.ctx, { state: 'all', limit: 200 })).filter(({ ruleId }) => ruleId === rule)
const newest = async () => (await incidents())[0]!
const fates = async () => {
  const rows = await world.prisma.notification.findMany({
    where: { transition: { ruleId: rule } },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ state, dropReason }) => dropReason ?? state)
}

test('acknowledging says who and when, on the incident, its timeline and in the audit [INC-02 INC-03]', async () => {
  const seen = await newest()
  expect(seen).toMatchObject({ state: 'triggered', severity: 'warning', acknowledgedBy: null })
  const moved = await acknowledgeIncident(ann, { id: seen.id, version: seen.version, note: 'Looking at it.' })
  expect(moved).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ann', acknowledgedAt: world.now })
  expect(moved.version).toBeGreaterThan(seen.version)
  expect(await readTimeline(world.ctx, seen.id)).toMatchObject([
    { kind: 'transition', by: null, text: 'Fired as warning.' },
    { kind: 'move', by: 'Ann', text: 'Acknowledged. Looking at it.' },
  ])
  const audit = await world.prisma.audit.findFirstOrThrow({
    where: { action: 'incident.acknowledge', subject: seen.id },
  })
  expect(audit).toMatchObject({ actor: 'user:ann', projectId: world.ctx.project.id })
})

test('of two people who saw the same incident one wins, the other hears of a conflict [F8 INC-03]', async () => {
  const { id, version } = await newest()
  const moves = [acknowledgeIncident, resolveIncident, acknowledgeIncident, resolveIncident]
  const done = await Promise.allSettled(moves.map((move) => move(ann, { id, version })))
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' })
  const lines = await readTimeline(world.ctx, id)
  expect(lines.filter(({ kind }) => kind === 'move')).toHaveLength(1)
})

test('a notification meanwhile is another version as well [F8]', async () => {
  const { id, version } = await newest()
  await see(awful)
  await expect(resolveIncident(ann, { id, version })).rejects.toMatchObject({ code: 'conflict' })
})

test('resolved is the end, with notes [INC-02 INC-03]', async () => {
  const { id, version } = await newest()
  const done = await resolveIncident(ann, { id, version, note: 'Restarted the converter.' })
  expect(done).toMatchObject({ state: 'resolved', resolvedBy: 'Ann', resolvedAt: world.now })
  await expect(acknowledgeIncident(ann, { id, version: done.version })).rejects.toMatchObject({
    code: 'conflict',
    message: 'An incident that is resolved cannot be acknowledged.',
  })
  expect(await addNote(ann, { id, text: ' It was the disk. ' })).toMatchObject({ by: 'Ann', text: 'It was the disk.' })
  expect((await readTimeline(world.ctx, id)).at(-1)).toMatchObject({ kind: 'note', text: 'It was the disk.' })
})

test('escalating needs a reason and raises the severity, which later news do not lower [INC-02 INC-03]', async () => {
  const { id, version } = await newest()
  await expect(escalateIncident(ann, { id, version })).rejects.toMatchObject({ code: 'invalid_input' })
  const up = await escalateIncident(ann, { id, version, note: 'Customers call.' })
  expect(up).toMatchObject({ state: 'escalated', severity: 'critical' })
  const top = await escalateIncident(ann, { id, version: up.version, note: 'All of them.' })
  expect(top.severity).toBe('emergency')
  await see(bad, 10)
  expect(await newest()).toMatchObject({ state: 'escalated', severity: 'emergency' })
})

test('good data resolves in the name of nobody [INC-02]', async () => {
  await see(good)
  expect(await newest()).toMatchObject({ state: 'resolved', resolvedBy: null, resolvedAt: world.now })
  expect(await fates()).toEqual(['queued', 'queued'])
})

describe('an incident that goes on', () => {
  test('is not repeated to those who know; more urgency and the end are [ALR-08]', async () => {
    const { id, version } = await newest()
    await acknowledgeIncident(ann, { id, version })
    await see(bad, 10)
    await see(awful)
    await see(good)
    expect(await fates()).toEqual(['queued', 'acknowledged', 'queued', 'queued'])
    expect((await readTimeline(world.ctx, id)).map(({ text }) => text)).toContain('Did not tell ops: acknowledged.')
    expect(await incidents()).toHaveLength(1)
  })

  test('opens another one at the next reminder when somebody resolved it by hand [INC-02]', async () => {
    const { id, version } = await newest()
    await resolveIncident(ann, { id, version })
    await see(bad, 9)
    expect(await incidents()).toHaveLength(1)
    await see(bad)
    expect(await incidents()).toMatchObject([{ state: 'triggered' }, { id, state: 'resolved' }])
    await see(good)
    expect((await newest()).state).toBe('resolved')
  })

  test('that was resolved by hand needs no second end [INC-02]', async () => {
    const { id, version } = await newest()
    await resolveIncident(ann, { id, version })
    await see(good)
    expect(await incidents()).toMatchObject([{ id, resolvedBy: 'Ann' }])
  })
})

test('many are acknowledged at once, and what fails says why [INC-04]', async () => {
  const { id, version } = await newest()
  const missing = '00000000-0000-7000-8000-000000000000'
  const orders = [
    { id, version },
    { id, version },
    { id: missing, version: 1 },
    { id: 'nonsense', version: 1 },
  ]
  const outcome = await bulkAcknowledge(ann, orders)
  expect(outcome.acknowledged).toMatchObject([{ id, state: 'acknowledged' }])
  expect(outcome.failed.map((one) => [one.id, one.code])).toEqual([
    [id, 'conflict'],
    [missing, 'not_found'],
    ['nonsense', 'not_found'],
  ])
})

test('a failure of our own while many are acknowledged costs only the one it hits [INC-04]', async () => {
  const first = await newest()
  const ours = rule
  rule = await world.addRule()
  await see(bad)
  const second = await newest()
  rule = ours
  let transactions = 0
  const prisma = world.prisma.$extends({
    client: {
      $transaction: (...given: Parameters<typeof world.prisma.$transaction>) =>
        transactions++ === 0 ? Promise.reject(new Error('password=secret')) : world.prisma.$transaction(...given),
    },
  }) as unknown as typeof world.prisma
  const orders = [first, second].map(({ id, version }) => ({ id, version }))
  const outcome = await bulkAcknowledge({ ...ann, prisma }, orders)
  expect(outcome.acknowledged).toMatchObject([{ id: second.id, state: 'acknowledged' }])
  expect(outcome.failed).toMatchObject([{ id: first.id, code: 'internal' }])
  expect(JSON.stringify(outcome)).not.toContain('secret')
})

test('viewers look, and nobody sees those of another project [INC-03]', async () => {
  const { id, version } = await newest()
  const viewer: ServiceContext = { ...ann, role: 'viewer' }
  await expect(acknowledgeIncident(viewer, { id, version })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(addNote(viewer, { id, text: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(bulkAcknowledge(viewer, [])).rejects.toMatchObject({ code: 'forbidden' })
  const elsewhere: ServiceContext = { ...ann, project: { ...ann.project, id: ann.project.id + 1000 } }
  const attempts = [
    acknowledgeIncident(elsewhere, { id, version }),
    readTimeline(elsewhere, id),
    addNote(elsewhere, { id, text: 'x' }),
  ]
  for (const one of await Promise.allSettled(attempts)) expect(one).toMatchObject({ reason: { code: 'not_found' } })
  expect(await listIncidents(elsewhere, { state: 'all', limit: 50 })).toEqual([])
  expect(await listIncidents(viewer, { state: 'active', limit: 1 })).toHaveLength(1)
})
