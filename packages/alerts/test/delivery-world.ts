import { createPools, createPrisma, type PrismaClient } from '@tidemark/db'
import { createLogger, createSecretBox, uuidv7 } from '@tidemark/platform'
import { createHttpClient, type HttpClientOptions } from '@tidemark/platform/http-client/index'
import { createTestDatabase, startWebhookReceiver, type WebhookReceiver } from '@tidemark/testkit'
import { bootstrap, openProject, type ServiceContext } from '@tidemark/workspace'
import { createChannel } from '../src/channels/create-channel.ts'
import type { DeliveryContext } from '../src/deliver/delivery-context.ts'

export const MASTER_KEY = 'a master key that only these tests know'
/** Receivers of tests live on this machine. */
export const LOOPBACK: HttpClientOptions = { allow: ['127.0.0.1/32'] }

/** A database, a project with one rule that fired, and a clock that only the test moves. */
export type DeliveryWorld = {
  readonly databaseUrl: string
  readonly prisma: PrismaClient
  readonly ctx: ServiceContext
  readonly context: DeliveryContext
  readonly incidentId: string
  now: number
  readonly logged: () => string
  startReceiver(): Promise<WebhookReceiver>
  addWebhook(url: string): Promise<{ id: string; signingSecret: string }>
  /** One transition of the rule and its notification, due at once. Answers the notification's id. */
  notify(channelId: string, severity?: string): Promise<string>
  /** What the timeline says of deliveries, oldest first. */
  timeline(): Promise<string[]>
  close(): Promise<void>
}

async function addFiringRule({ prisma, project, now }: ServiceContext) {
  const [ruleId, instanceId, incidentId] = [uuidv7(), uuidv7(), uuidv7()]
  const at = new Date(now())
  await prisma.alertRule.create({
    data: {
      id: ruleId,
      projectId: project.id,
      name: 'Success of invoices',
      condition: {},
      forSeconds: 0,
      keepFiringForSeconds: 0,
      intervalSeconds: 60,
      cooldownSeconds: 600,
      minSamples: 30,
      enabled: true,
    },
  })
  const state = { state: 'firing', since: at, firingSince: at }
  await prisma.alertInstance.create({ data: { id: instanceId, ruleId, labels: {}, labelsHash: '', ...state } })
  const shown = { title: 'Workflow SLI Violation', severity: 'critical', labels: {}, message: '' }
  const owner = { projectId: project.id, ruleId, instanceId }
  await prisma.incident.create({ data: { id: incidentId, ...owner, ...shown, openedAt: at } })
  return { ruleId, instanceId, incidentId }
}

export async function createDeliveryWorld(): Promise<DeliveryWorld> {
  const database = await createTestDatabase()
  const [prisma, pools] = [createPrisma(database.url), createPools({ url: database.url, process: 'test' })]
  const clock = () => world.now
  const system = { prisma, actor: { kind: 'system' }, now: clock } as const
  const lines: string[] = []
  const context: DeliveryContext = {
    pools,
    clock,
    outboxClock: clock,
    http: createHttpClient(LOOPBACK),
    logger: createLogger('test', { level: 'info', destination: { write: (line) => void lines.push(line) } }),
    secrets: createSecretBox(MASTER_KEY),
    onSettled: () => undefined,
    random: () => 0,
  }
  const receivers: WebhookReceiver[] = []
  let version = 0
  const world: DeliveryWorld = {
    now: Date.parse('2026-01-31T08:00:00Z'),
    databaseUrl: database.url,
    prisma,
    context,
    ctx: undefined as never,
    incidentId: '',
    logged: () => lines.join(''),
    async startReceiver() {
      const receiver = await startWebhookReceiver()
      receivers.push(receiver)
      return receiver
    },
    async addWebhook(url) {
      const input = { kind: 'webhook', name: 'ops', url } as const
      const { view, signingSecret } = await createChannel(world.ctx, context, input)
      return { id: view.id, signingSecret: signingSecret ?? '' }
    },
    async notify(channelId, severity = 'critical') {
      const { ruleId, instanceId, incidentId } = fired
      const projectId = world.ctx.project.id
      const at = new Date(world.now)
      const step = { at, fromState: 'pending', toState: 'firing', reason: 'fired', severity }
      const transition = { id: uuidv7(), instanceId, ruleId, projectId, instanceVersion: ++version }
      await prisma.alertTransition.create({ data: { ...transition, ...step } })
      const id = uuidv7()
      const payload = { severity, title: 'Workflow SLI Violation', message: `number ${version}` }
      const outbox = { projectId, transitionId: transition.id, channelId, incidentId, payload, nextAttemptAt: at }
      await prisma.notification.create({ data: { id, ...outbox } })
      return id
    },
    async timeline() {
      const where = { kind: 'delivery' }
      const rows = await prisma.incidentEvent.findMany({ where, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
      return rows.map(({ text }) => text)
    },
    async close() {
      await Promise.all(receivers.map((receiver) => receiver.close()))
      await Promise.all([prisma.$disconnect(), pools.close()])
      await database.drop()
    },
  }
  await bootstrap(system)
  const ctx = await openProject(system, 'main')
  const fired = await addFiringRule(ctx)
  return Object.assign(world, { ctx, incidentId: fired.incidentId })
}
