import type { AlertRuleInput, SliReading } from '@tidemark/contracts'
import { createPrisma, type PrismaClient } from '@tidemark/db'
import { createLogger, uuidv7 } from '@tidemark/platform'
import { createTestDatabase } from '@tidemark/testkit'
import { bootstrap, openProject, type ServiceContext } from '@tidemark/workspace'
import type { AlertContext } from '../src/alert-context.ts'
import { evaluateRule } from '../src/evaluate/evaluate-rule.ts'
import { loadRule } from '../src/evaluate/tick.ts'
import { createRule } from '../src/rule/create-rule.ts'

export const MINUTE = 60_000

/** A reading against targets of 99 % (budget 1 %) and 5,000 ms. */
export function reading(part: { total?: number; failed?: number; p95Ms?: number }): SliReading {
  const { total = 1000, failed = 0, p95Ms = 1000 } = part
  const errorPct = total === 0 ? null : (failed / total) * 100
  const burn = errorPct === null ? null : errorPct * 50
  return {
    successPct: errorPct === null ? null : 100 - errorPct,
    p95Ms,
    errorBudgetBurnPct: burn,
    burnRate: errorPct,
    totalRuns: total,
    successfulRuns: total - failed,
    failedRuns: failed,
    windowStart: '2026-01-24T08:00:00.000Z',
    windowEnd: '2026-01-31T08:00:00.000Z',
    target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
    violatesTarget: (burn ?? 0) >= 100 || p95Ms > 5000,
    belowObjective: errorPct !== null && errorPct > 1,
  }
}

export const good = reading({})
/** a warning */
export const bad = reading({ failed: 25 })
/** critical */
export const awful = reading({ failed: 25, p95Ms: 6200 })
export const quiet = reading({ total: 3, failed: 3 })

export type AlertWorld = {
  readonly databaseUrl: string
  readonly prisma: PrismaClient
  readonly ctx: ServiceContext
  /** what the project as a whole and each workflow read; an error is thrown */
  readonly levels: Map<string | null, SliReading | Error>
  /** notifications that were said to wait */
  readonly woken: () => number
  now: number
  /** evaluates with parts of the context exchanged */
  context(part?: Partial<AlertContext>): AlertContext
  addChannel(name: string): Promise<string>
  addRule(part?: Partial<AlertRuleInput>): Promise<string>
  /** what an evaluator does with a rule that is due, at the world's time */
  evaluate(ruleId: string, context?: AlertContext): Promise<number>
  close(): Promise<void>
}

export async function createAlertWorld(): Promise<AlertWorld> {
  const database = await createTestDatabase()
  const prisma = createPrisma(database.url, { max: 10 })
  const levels: AlertWorld['levels'] = new Map()
  let woken = 0
  const basic: AlertContext = {
    prisma,
    cooldown: { tryAcquire: async () => true },
    onCommit: (_project, queued) => {
      woken += queued
    },
    logger: createLogger('test', { level: 'silent' }),
    sli: {
      async readSli({ workflow }) {
        const level = levels.get(workflow) ?? reading({ total: 0 })
        if (level instanceof Error) throw level
        return level
      },
      async readSliByWorkflow() {
        const readings = new Map<string, SliReading>()
        for (const [workflow, level] of levels) {
          if (level instanceof Error) throw level
          if (workflow !== null) readings.set(workflow, level)
        }
        return readings
      },
    },
  }
  const world: AlertWorld = {
    databaseUrl: database.url,
    prisma,
    levels,
    now: Date.parse('2026-01-31T08:00:00Z'),
    woken: () => woken,
    ctx: undefined as never,
    context: (part) => ({ ...basic, ...part }),
    async addChannel(name) {
      const row = { id: uuidv7(), projectId: world.ctx.project.id, kind: 'log', name }
      return (await prisma.alertChannel.create({ data: row })).id
    },
    async addRule(part = {}) {
      const rule = await createRule(world.ctx, { ...EAGER, name: `rule ${uuidv7()}`, ...part })
      return rule.id
    },
    async evaluate(ruleId, context = basic) {
      const rule = await loadRule(context, ruleId)
      const moment = { now: world.now, closedUntil: world.now }
      return rule === null ? 0 : (await evaluateRule(context, rule, moment)).transitions
    },
    async close() {
      await prisma.$disconnect()
      await database.drop()
    },
  }
  const system = { prisma, actor: { kind: 'system' }, now: () => world.now } as const
  await bootstrap(system)
  return Object.assign(world, { ctx: await openProject(system, 'main') })
}

/** The project as a whole, without waits, a reminder every ten minutes. */
export const EAGER: Omit<AlertRuleInput, 'name'> = {
  condition: { kind: 'sli', scope: { of: 'project' }, window: null },
  severity: null,
  forSeconds: 0,
  keepFiringForSeconds: 0,
  intervalSeconds: 60,
  cooldownSeconds: 600,
  minSamples: 30,
  channelIds: [],
  enabled: true,
}
