import type { CohortSpec, FunnelSpec, Match, StallSpec, TimeRange } from '@tidemark/contracts'
import { condition, dayStart } from './metric-sql.ts'
import { dimensionColumn, quote, tableOf } from './warehouse.ts'

/** Whether a row of an event type is one of the matches. */
function isMatch(matches: readonly Match[], type: string): string {
  const own = matches.filter(({ event }) => event === type)
  if (own.length === 0) return 'false'
  return own.map(({ where }) => `(${['true', ...where.map(condition)].join(' AND ')})`).join(' OR ')
}

/** The events of units that any list of matches speaks of, in order, with a flag per list. */
function ordered(
  unit: 'actor' | 'session',
  lists: readonly (readonly Match[])[],
  { from, to }: TimeRange,
  dimensions: readonly string[] = [],
): string {
  const types = [...new Set(lists.flat().map(({ event }) => event))]
  const entering = new Set((lists[0] ?? []).map(({ event }) => event))
  const one = (type: string): string => {
    const flags = lists.map((matches, i) => `(${isMatch(matches, type)}) AS s${i}`)
    const keys = dimensions.map((name, i) => `${entering.has(type) ? dimensionColumn(name) : 'NULL'} AS g${i}`)
    return `SELECT ${unit} AS unit, ts, id, ${[...flags, ...keys].join(', ')} FROM ${tableOf(type)}
      WHERE ${unit} IS NOT NULL AND ts >= ${from} AND ts < ${to}`
  }
  return `SELECT *, row_number() OVER (PARTITION BY unit ORDER BY ts, id) AS place FROM (${types.map(one).join(' UNION ALL ')})
    WHERE ${lists.map((_, i) => `s${i}`).join(' OR ')}`
}

/** Units per step of a funnel, by the value of one dimension of the entry where one is named. Columns: key, one count per step. */
export function funnelSql(spec: FunnelSpec, range: TimeRange, dimension: string | null): string {
  const lists = [...spec.steps.map(({ of }) => of), ...(spec.exclude.length > 0 ? [spec.exclude] : [])]
  const excluding = spec.exclude.length > 0 ? `s${spec.steps.length}` : 'false'
  const within = `e.ts - p.entered <= ${spec.withinMs}`
  const parts = [
    `e AS MATERIALIZED (${ordered(spec.unit, lists, range, dimension === null ? [] : [dimension])})`,
    `p0 AS (SELECT unit, min(place) AS place, arg_min(ts, place) AS entered, ${dimension === null ? 'NULL' : 'arg_min_null(g0, place)'} AS key
      FROM e WHERE s0 GROUP BY unit)`,
    `x AS (SELECT p.unit, min(e.place) AS place FROM p0 p JOIN e USING (unit) WHERE e.${excluding === 'false' ? 's0 AND false' : excluding}
      AND e.place > p.place AND ${within} GROUP BY p.unit)`,
    ...spec.steps.slice(1).map(
      (
        _,
        i,
      ) => `p${i + 1} AS (SELECT p.unit, min(e.place) AS place, any_value(p.entered) AS entered, any_value(p.key) AS key
        FROM p${i} p JOIN e USING (unit) LEFT JOIN x USING (unit)
        WHERE e.s${i + 1} AND e.place > p.place AND ${within} AND (x.place IS NULL OR e.place < x.place) GROUP BY p.unit)`,
    ),
  ]
  const counts = spec.steps.map((_, i) => `(SELECT count(*) FROM p${i} WHERE key IS NOT DISTINCT FROM k.key)`)
  return `WITH ${parts.join(', ')} SELECT k.key, ${counts.join(', ')} FROM (SELECT DISTINCT key FROM p0) k`
}

/** Units that took enough steps, and those of them that were stuck. */
export function stallSql(spec: StallSpec, range: TimeRange): string {
  return `WITH e AS (${ordered(spec.unit, [spec.step, spec.progress], range)}),
    runs AS (SELECT unit, s0, s1, count(*) FILTER (WHERE s1) OVER (PARTITION BY unit ORDER BY place) AS run FROM e),
    lengths AS (SELECT unit, run, count(*) FILTER (WHERE s0 AND NOT s1) AS length, count(*) FILTER (WHERE s0) AS taken FROM runs GROUP BY unit, run),
    units AS (SELECT unit, max(length) AS longest, sum(taken) AS steps FROM lengths GROUP BY unit)
    SELECT count(*), count(*) FILTER (WHERE longest >= ${spec.steps}) FROM units WHERE steps >= ${spec.steps}`
}

/** By local day of an actor's first event ever and days since: how many came back. Columns: day, offset, actors; size at -1. */
export function retentionSql(spec: CohortSpec, timeZone: string): string {
  const rows = (matches: readonly Match[]) =>
    [...new Set(matches.map(({ event }) => event))]
      .map((type) => `SELECT actor, ts FROM ${tableOf(type)} WHERE actor IS NOT NULL AND (${isMatch(matches, type)})`)
      .join(' UNION ALL ')
  const number = (ts: string) =>
    `date_diff('day', DATE '1970-01-01', (make_timestamptz(${ts} * 1000) AT TIME ZONE ${quote(timeZone)})::DATE)`
  return `WITH born AS (SELECT actor, min(ts) AS first FROM (${rows(spec.born)}) GROUP BY actor),
    came AS (SELECT DISTINCT actor, ${number('ts')} AS day FROM (${rows(spec.returned)})),
    cohort AS (SELECT actor, ${number('first')} AS day, ${dayStart('first', timeZone)} AS start FROM born)
    SELECT start, -1, count(*) FROM cohort GROUP BY start
    UNION ALL SELECT c.start, came.day - c.day, count(*) FROM cohort c JOIN came USING (actor) WHERE came.day >= c.day GROUP BY ALL`
}
