import type { MetricGroup, Stat, StoredMetricSpec } from '@tidemark/contracts'
import { addCell, addRow, type Cell, emptyCell, readCell, samplesOf } from './cell.ts'
import type { ReadRow } from './fetch-rows.ts'
import type { MatchedSeries } from './fetch-series.ts'
import { bucketIndex } from './plan.ts'

/** Everything read for one part of the metric. */
export interface Fetched {
  series: readonly MatchedSeries[]
  rows: readonly ReadRow[]
}

export interface ComputeInput {
  spec: StoredMetricSpec
  stat: Stat
  starts: readonly number[]
  of: Fetched
  /** the denominator of a ratio; nothing for the others */
  over: Fetched
  breakdown: readonly string[]
  limit: number
  /** whether a bucket lies where events of this type were collected: there, none means 0 */
  covered: (bucket: number) => boolean
}

interface Group {
  key: (string | null)[]
  of: Cell[]
  over: Cell[]
}

const makeCells = (length: number) => Array.from({ length }, emptyCell)

function collect(input: ComputeInput, groups: Map<string, Group>, part: 'of' | 'over', fetched: Fetched): void {
  const groupOf = new Map<number, Group>()
  for (const { id, key } of fetched.series) {
    const name = JSON.stringify(key)
    let group = groups.get(name)
    if (group === undefined) {
      group = { key, of: makeCells(input.starts.length), over: makeCells(input.starts.length) }
      groups.set(name, group)
    }
    groupOf.set(id, group)
  }
  for (const row of fetched.rows) {
    const cell = groupOf.get(row.series_id)?.[part][bucketIndex(input.starts, row.ms)]
    if (cell !== undefined) addRow(cell, row)
  }
}

function total(cells: readonly Cell[]): Cell {
  const sum = emptyCell()
  for (const cell of cells) addCell(sum, cell)
  return sum
}

/** What groups are ranked by: their number where it adds up, else the events behind it. */
function weightOf(input: ComputeInput, of: Cell, over: Cell): number {
  const additive = input.spec.kind === 'count' || input.spec.kind === 'sum' || input.spec.kind === 'distinct'
  return additive ? Math.abs(readCell(input.spec, input.stat, of, over) ?? 0) : samplesOf(input.spec, of, over)
}

function toResult(input: ComputeInput, role: MetricGroup['role'], group: Group): MetricGroup {
  const { spec, stat, starts } = input
  const zero = spec.nullPolicy === 'zero'
  const values = starts.map((start, i) => {
    const [of, over] = [group.of[i]!, group.over[i]!]
    return zero && of.n === 0 && !input.covered(start) ? null : readCell(spec, stat, of, over)
  })
  const [of, over] = [total(group.of), total(group.over)]
  return {
    key: group.key,
    role,
    values,
    samples: starts.map((_, i) => samplesOf(spec, group.of[i]!, group.over[i]!)),
    total: zero && of.n === 0 && !starts.some(input.covered) ? null : readCell(spec, stat, of, over),
    totalSamples: samplesOf(spec, of, over),
  }
}

function foldOther(groups: readonly Group[], length: number, keyLength: number): Group {
  const other: Group = { key: new Array(keyLength).fill(null), of: makeCells(length), over: makeCells(length) }
  for (const group of groups) {
    for (const [i, cell] of group.of.entries()) addCell(other.of[i]!, cell)
    for (const [i, cell] of group.over.entries()) addCell(other.over[i]!, cell)
  }
  return other
}

/**
 * Stored rows become numbers: merged per group and bucket, ranked, the groups beyond the limit folded into one exact
 * "other". Ratios and percentiles are computed last, from merged parts. Pure.
 */
export function compute(input: ComputeInput): MetricGroup[] {
  const groups = new Map<string, Group>()
  collect(input, groups, 'of', input.of)
  collect(input, groups, 'over', input.over)
  if (input.breakdown.length === 0)
    return [toResult(input, 'all', foldOther([...groups.values()], input.starts.length, 0))]
  const ranked = [...groups.values()]
    .map((group) => ({ group, of: total(group.of), over: total(group.over) }))
    .filter(({ of, over }) => of.n > 0 || over.n > 0)
    .map(({ group, of, over }) => ({ group, weight: weightOf(input, of, over) }))
    .sort((a, b) => b.weight - a.weight || (JSON.stringify(a.group.key) < JSON.stringify(b.group.key) ? -1 : 1))
    .map(({ group }) => group)
  const shown = ranked.slice(0, input.limit).map((group) => toResult(input, 'group', group))
  const rest = ranked.slice(input.limit)
  if (rest.length === 0) return shown
  return [...shown, toResult(input, 'other', foldOther(rest, input.starts.length, input.breakdown.length))]
}
