import { AlertState, Severity } from '@tidemark/contracts'
import type { PrismaClient } from '@tidemark/db'
import { hashDims } from '@tidemark/metrics/ingest/dimension-key'
import { uuidv7 } from '@tidemark/platform'
import type { Labels } from './condition.ts'
import { type Instance, newInstance } from './transition.ts'

/** An instance as it was read; `version` tells whether it still is. */
export type StoredInstance = Instance & {
  readonly id: string
  readonly labels: Labels
  readonly labelsHash: string
  readonly version: number
}

type InstanceRow = {
  id: string
  labels: unknown
  labelsHash: string
  version: number
  state: string
  severity: string | null
  lastValue: number | null
} & Record<(typeof TIMES)[number], Date | null>

const TIMES = ['since', 'pendingSince', 'firingSince', 'remindAt', 'lastBreachAt', 'lastSeenAt'] as const

const toMs = (date: Date | null) => date?.getTime() ?? null
const toDate = (ms: number | null) => (ms === null ? null : new Date(ms))

export const toStoredInstance = (row: InstanceRow): StoredInstance => ({
  id: row.id,
  labels: row.labels as Labels,
  labelsHash: row.labelsHash,
  version: row.version,
  state: AlertState.parse(row.state),
  since: row.since?.getTime() ?? 0,
  pendingSince: toMs(row.pendingSince),
  firingSince: toMs(row.firingSince),
  severity: Severity.nullable().parse(row.severity),
  remindAt: toMs(row.remindAt),
  lastValue: row.lastValue,
  lastBreachAt: toMs(row.lastBreachAt),
  lastSeenAt: toMs(row.lastSeenAt),
})

/** The columns that hold what an instance remembers. */
export const toInstanceColumns = (instance: Instance) => ({
  state: instance.state,
  since: new Date(instance.since),
  pendingSince: toDate(instance.pendingSince),
  firingSince: toDate(instance.firingSince),
  severity: instance.severity,
  remindAt: toDate(instance.remindAt),
  lastValue: instance.lastValue,
  lastBreachAt: toDate(instance.lastBreachAt),
  lastSeenAt: toDate(instance.lastSeenAt),
})

async function readInstances(prisma: PrismaClient, ruleId: string): Promise<Map<string, StoredInstance>> {
  const rows = await prisma.alertInstance.findMany({ where: { ruleId } })
  return new Map(rows.map((row) => [row.labelsHash, toStoredInstance(row)] as const))
}

/** The instances of a rule by the hash of their labels, those of `labels` made where they are new. */
export async function openInstances(
  prisma: PrismaClient,
  ruleId: string,
  labels: readonly Labels[],
  now: number,
): Promise<Map<string, StoredInstance>> {
  const known = await readInstances(prisma, ruleId)
  const fresh = labels
    .map((one) => ({ labels: one, labelsHash: hashDims(one) }))
    .filter((one) => !known.has(one.labelsHash))
  if (fresh.length === 0) return known
  const data = fresh.map((one) => ({ id: uuidv7(), ruleId, ...one, ...toInstanceColumns(newInstance(now)) }))
  await prisma.alertInstance.createMany({ data, skipDuplicates: true })
  return readInstances(prisma, ruleId)
}

/** Keeps what was seen without a transition, where the instance has not moved on meanwhile. One statement. */
export async function saveObserved(
  prisma: PrismaClient,
  seen: readonly { instance: StoredInstance; next: Instance }[],
): Promise<void> {
  const moved = seen.filter(({ instance, next }) => instance.lastSeenAt !== next.lastSeenAt)
  if (moved.length === 0) return
  await prisma.$executeRaw`
    UPDATE alert_instance AS i
    SET last_value = s.value, last_seen_at = s.seen, last_breach_at = s.breach
    FROM unnest(
      ${moved.map(({ instance }) => instance.id)}::uuid[], ${moved.map(({ instance }) => instance.version)}::int[],
      ${moved.map(({ next }) => next.lastValue)}::float8[], ${moved.map(({ next }) => toDate(next.lastSeenAt))}::timestamptz[],
      ${moved.map(({ next }) => toDate(next.lastBreachAt))}::timestamptz[]
    ) AS s (id, version, value, seen, breach)
    WHERE i.id = s.id AND i.version = s.version`
}
