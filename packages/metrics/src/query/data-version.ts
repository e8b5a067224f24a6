import type { Queryable } from '@tidemark/db'
import { LOCK } from '../locks.ts'

// The sequence is read first: a writer that took its revision before then and has not committed yet still holds its lock, as
// locks go after the rows have become visible. With the holders in it, equal versions mean that whoever reads rows after the
// second sees nothing that the first could not.
const SELECT = `
  SELECT v.last_value AS revision, p.timezone, p.week_start, p.privacy_k, p.raw_retention_days,
    (SELECT string_agg(virtualtransaction, ',' ORDER BY virtualtransaction) FROM pg_locks
      WHERE locktype = 'advisory' AND classid = ANY($2) AND objid = $1 AND granted AND v.last_value IS NOT NULL
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS writers,
    (SELECT max(checked_at)::text FROM rollup_audit WHERE project_id = $1 AND state = 'differs') AS differs,
    (SELECT md5(string_agg(id::text, ',' ORDER BY id)) FROM slo_correction WHERE project_id = $1) AS corrections
  FROM revision_seq v LEFT JOIN project p ON p.id = $1`

/**
 * A name of everything that decides what a project's rows tell at this moment: data, calendar, retention, privacy threshold,
 * findings of the auditor, corrections of objectives. To be read before rows: under the same name, an answer is never older than that moment.
 */
export async function readDataVersion(db: Queryable, projectId: number): Promise<string> {
  const { rows } = await db.query({
    name: 'data-version',
    text: SELECT,
    values: [projectId, [LOCK.fold, LOCK.cascade]],
  })
  return JSON.stringify(rows[0])
}
