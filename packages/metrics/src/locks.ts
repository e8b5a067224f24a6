/**
 * Namespaces of Postgres advisory locks (first of the two int4 keys). Each is always taken before row locks, so that no
 * cycle of waits can form.
 */
export const LOCK = {
  /** shared by claims of a project, exclusive for a rebuild of it; second key: project id */
  fold: 7101,
  /** one catalog sync at a time */
  catalog: 7102,
  /** one judge of cardinality budgets per project; second key: project id */
  cardinality: 7103,
  /** one cascade per project; second key: project id */
  cascade: 7104,
  /** shared by imports of a project while they run, for as long as their connection lives; second key: project id */
  backfill: 7105,
} as const
