import { randomBytes } from 'node:crypto'
import { createPools, createPrisma, type Pools, type PrismaClient } from '@tidemark/db'
import { systemClock, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, startWebhookReceiver, type TestDatabase, type WebhookReceiver } from '@tidemark/testkit'
import { bootstrap, FIRST_PROJECT, openProject, type ServiceContext } from '@tidemark/workspace'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countUndelivered, judgeAlerts } from './alert-oracle.ts'
import { makeRules } from './alert-rules.ts'

let database: TestDatabase
let prisma: PrismaClient
let pools: Pools
let ctx: ServiceContext
let receiver: WebhookReceiver
/** As many ids as were sent, by the channels of the first rule. */
let sent: string[]
const instanceId = uuidv7()

const STEPS = [
  ['ok', 'firing', 'fired', 'sent'],
  ['firing', 'recovering', 'recovering', null],
  ['recovering', 'ok', 'resolved', 'sent'],
  ['ok', 'firing', 'fired', 'dropped'],
] as const

beforeAll(async () => {
  database = await createTestDatabase()
  prisma = createPrisma(database.url)
  pools = createPools({ url: database.url, process: 'chaos-test' })
  receiver = await startWebhookReceiver()
  const system = { prisma, actor: { kind: 'system' } as const, now: systemClock }
  await bootstrap(system)
  ctx = await openProject(system, FIRST_PROJECT)
  const settings = { TIDEMARK_MASTER_KEY: randomBytes(32).toString('hex'), OUTBOUND_ALLOW: '127.0.0.1/32' }
  const [rule] = await makeRules(ctx, receiver.url, settings)
  const { id: ruleId, channelIds } = rule!
  const projectId = ctx.project.id
  const at = new Date()
  await prisma.alertInstance.create({ data: { id: instanceId, ruleId, labels: {}, labelsHash: '', since: at } })
  for (const [version, [fromState, toState, reason, state]] of STEPS.entries()) {
    const id = uuidv7()
    const step = { fromState, toState, reason, instanceVersion: version + 1 }
    await prisma.alertTransition.create({ data: { id, instanceId, ruleId, projectId, at, ...step } })
    if (state === null) continue
    const fate = state === 'sent' ? { state, sentAt: at } : { state, dropReason: 'cooldown' }
    const told = { projectId, transitionId: id, payload: {}, ...fate }
    await prisma.notification.createMany({
      data: channelIds.map((channelId) => ({ id: uuidv7(), channelId, ...told })),
    })
  }
  sent = (await prisma.notification.findMany({ where: { state: 'sent' } })).map(({ id }) => id)
})

afterAll(async () => {
  await receiver.close()
  await Promise.all([pools.close(), prisma.$disconnect()])
  await database.drop()
})

const judge = (received: readonly string[] = sent) => judgeAlerts(pools.query, ctx.project.id, received)

test('the oracle is content where every step was told, and what the cooldown held back is no loss', async () => {
  const sound = { transitions: 4, notifications: 4, duplicated: 0, lost: 0, unknown: 0, broken: 0, repeated: 0 }
  expect(await judge()).toEqual(sound)
  expect(await judge([...sent, sent[0]!])).toEqual({ ...sound, repeated: 1 })
  expect(await countUndelivered(pools.query, ctx.project.id)).toBe(0)
})

test('the oracle sees each kind of damage [F1]', async () => {
  expect(await judge(sent.slice(1))).toMatchObject({ lost: 1 })
  expect(await judge([...sent, uuidv7()])).toMatchObject({ unknown: 1 })

  await prisma.notification.update({
    where: { id: sent[0]! },
    data: { state: 'sending', sentAt: null, nextAttemptAt: new Date() },
  })
  expect(await judge()).toMatchObject({ lost: 1, notifications: 3 })
  expect(await countUndelivered(pools.query, ctx.project.id)).toBe(1)

  await prisma.notification.delete({ where: { id: sent[0]! } })
  expect(await judge(sent.slice(1))).toMatchObject({ lost: 1, unknown: 0 })

  await prisma.alertTransition.deleteMany({ where: { instanceId, instanceVersion: 2 } })
  expect(await judge()).toMatchObject({ broken: 1 })
})
