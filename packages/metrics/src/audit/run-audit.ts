import type { Pool } from '@tidemark/db'
import { type AuditContext, type AuditVerdict, auditSlice } from './audit-slice.ts'
import { chooseSlices } from './choose-slices.ts'
import type { AuditSlice } from './slice.ts'

const LOOKED_PER_RUN = 200
const RANDOM_PER_RUN = 3
/** Findings and looks of days that nobody has checked or seen for so long are forgotten. */
const KEEP_DAYS = 30

export interface AuditReport {
  readonly checked: number
  readonly differing: number
  /** left for a later run, because an import or a rebuild is at work */
  readonly skipped: number
}

const SAVE = `
  INSERT INTO rollup_audit (project_id, event_type, day, state, checked_at, difference) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (project_id, event_type, day) DO UPDATE
  SET state = excluded.state, checked_at = excluded.checked_at, difference = excluded.difference`

async function save(pool: Pool, { projectId, eventType, from }: AuditSlice, verdict: AuditVerdict, now: number) {
  const difference = verdict.state === 'differs' ? JSON.stringify(verdict.difference) : null
  await pool.query(SAVE, [projectId, eventType, new Date(from), verdict.state, new Date(now), difference])
}

async function forget(pool: Pool, now: number): Promise<void> {
  const before = new Date(now - KEEP_DAYS * 86_400_000)
  await pool.query("DELETE FROM rollup_audit WHERE checked_at < $1 AND state = 'verified'", [before])
  await pool.query('DELETE FROM rollup_look WHERE looked_at < $1', [before])
}

/**
 * Checks slices until the budget (ms) ends, at least one: those that differed, those that people look at, some by chance.
 * @throws TidemarkError unavailable
 */
export async function runAudit(context: AuditContext, { budgetMs }: { budgetMs: number }): Promise<AuditReport> {
  const deadline = performance.now() + budgetMs
  const { pools, catalog, clock } = context
  const slices = await chooseSlices(pools.query, catalog, {
    now: clock(),
    looked: LOOKED_PER_RUN,
    random: RANDOM_PER_RUN,
  })
  const report = { checked: 0, differing: 0, skipped: 0 }
  for (const slice of slices) {
    const now = clock()
    const verdict = await auditSlice(context, slice)
    if (verdict === null) report.skipped++
    else {
      await save(pools.work, slice, verdict, now)
      report.checked++
      if (verdict.state === 'differs') report.differing++
    }
    if (performance.now() >= deadline) break
  }
  await forget(pools.work, clock())
  return report
}
