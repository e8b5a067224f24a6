import { IncidentState, type IncidentView, Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'
import type { Writer } from '@tidemark/workspace'

type IncidentRow = Prisma.IncidentGetPayload<object>
type NameOf = (actor: string | null) => string | null

const USER = 'user:'

/** Turns actors as they are stored (`user:0198...`, `cli`) into names that people know. */
export async function namesOf(tx: Pick<Writer, 'user'>, actors: readonly (string | null)[]): Promise<NameOf> {
  const ids = [...new Set(actors)].flatMap((actor) => (actor?.startsWith(USER) ? [actor.slice(USER.length)] : []))
  if (ids.length === 0) return (actor) => actor
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } })
  const names = new Map(users.map(({ id, name, email }) => [USER + id, name || email] as const))
  return (actor) => (actor === null ? null : (names.get(actor) ?? actor))
}

const toView = (row: IncidentRow, nameOf: NameOf): IncidentView => ({
  id: row.id,
  ruleId: row.ruleId,
  title: row.title,
  severity: Severity.parse(row.severity),
  state: IncidentState.parse(row.state),
  labels: row.labels as Record<string, string>,
  message: row.message,
  openedAt: row.openedAt.getTime(),
  acknowledgedAt: row.acknowledgedAt?.getTime() ?? null,
  acknowledgedBy: nameOf(row.acknowledgedBy),
  resolvedAt: row.resolvedAt?.getTime() ?? null,
  resolvedBy: nameOf(row.resolvedBy),
  version: row.version,
})

/** Incidents as they are shown. */
export async function toIncidentViews(tx: Pick<Writer, 'user'>, rows: readonly IncidentRow[]): Promise<IncidentView[]> {
  const nameOf = await namesOf(
    tx,
    rows.flatMap((row) => [row.acknowledgedBy, row.resolvedBy]),
  )
  return rows.map((row) => toView(row, nameOf))
}
