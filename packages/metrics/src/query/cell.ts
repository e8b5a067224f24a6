import type { Stat, StoredMetricSpec, Term } from '@tidemark/contracts'
import { getBytes } from '../fold/bytes-column.ts'
import { countAtMost, mergeEncodedSketches, quantilesOfSketches } from '../sketch/ddsketch.ts'
import { estimateUnions } from '../sketch/hyperloglog.ts'
import { entropyOf } from './entropy.ts'
import type { StoredRows } from './fetch-rows.ts'

/** What was read for one bucket of one group, still mergeable. */
export interface Cell {
  n: number
  weight: number
  sum: number
  min: number | null
  max: number | null
  bytes: Uint8Array[]
  /** weight per value of the dimension that an entropy is of */
  values?: Map<string, number>
}

/** Most cells hold no bytes, or one piece of them, so that a list of their own is made only for what is there. */
const NO_BYTES: Uint8Array[] = Object.freeze([]) as unknown as Uint8Array[]

export const emptyCell = (): Cell => ({ n: 0, weight: 0, sum: 0, min: null, max: null, bytes: NO_BYTES })

function addBytes(cell: Cell, bytes: Uint8Array): void {
  if (cell.bytes === NO_BYTES) cell.bytes = [bytes]
  else cell.bytes.push(bytes)
}

const least = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b))
const most = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b))

/** Adds what one value of the dimension of an entropy has weighed. */
export function addValue(cell: Cell, value: string, weight: number): void {
  cell.values ??= new Map()
  cell.values.set(value, (cell.values.get(value) ?? 0) + weight)
}

/** Null stands for nothing measured, in stored rows NaN does. */
const measured = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** Adds the i-th of some stored rows. */
export function addRow(cell: Cell, rows: StoredRows, i: number): void {
  cell.n += rows.n[i]!
  cell.weight += rows.weight[i]!
  cell.sum += rows.sum[i]!
  cell.min = least(cell.min, measured(rows.min[i]!))
  cell.max = most(cell.max, measured(rows.max[i]!))
  const bytes = getBytes(rows.bytes, i)
  if (bytes !== null) addBytes(cell, bytes)
}

export function addCell(into: Cell, cell: Cell): void {
  into.n += cell.n
  into.weight += cell.weight
  into.sum += cell.sum
  into.min = least(into.min, cell.min)
  into.max = most(into.max, cell.max)
  // Not spread: a cell may hold more sketches than a call takes arguments.
  for (const bytes of cell.bytes) addBytes(into, bytes)
  for (const [value, weight] of cell.values ?? []) addValue(into, value, weight)
}

declare const formed: unique symbol

/** A number that was formed from cells. It can be told and be an operand of a formula, never be merged, added or averaged. */
export interface Reading {
  readonly [formed]: true
}

const form = (value: number | null) => value as unknown as Reading | null
/** The number itself, for telling it. */
export const numberOf = (reading: Reading | null) => reading as unknown as number | null

const QUANTILES: Partial<Record<Stat, number>> = { value: 0.5, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }

/** A sketch knows its bins, the row knows its true ends. */
const withinEnds = (value: number | null, { min, max }: Cell): number | null =>
  value === null ? null : Math.max(min ?? value, Math.min(max ?? value, value))

function readStat(cell: Cell, stat: Stat): number | null {
  if (cell.n === 0) return null
  if (stat === 'min') return cell.min
  if (stat === 'max') return cell.max
  if (stat === 'mean') return cell.sum / cell.weight
  return withinEnds(quantilesOfSketches([cell.bytes], QUANTILES[stat]!).all, cell)
}

function countWithin(cell: Cell, atMost: number): number {
  if (cell.n === 0 || (cell.min ?? 0) > atMost) return 0
  return (cell.max ?? 0) <= atMost ? cell.n : countAtMost(mergeEncodedSketches(cell.bytes), atMost)
}

// The catalog lets only terms of one unit into one part.
const addUp = (cell: Cell, terms: readonly Term[]): number => (terms[0]?.field === 'sum' ? cell.sum : cell.weight)

function readNumber(spec: StoredMetricSpec, stat: Stat, of: Cell, over: Cell): number | null {
  switch (spec.kind) {
    case 'count':
      return of.weight
    case 'sum':
      return of.sum
    case 'mean':
      return of.weight === 0 ? null : of.sum / of.weight
    case 'distribution':
      return readStat(of, stat)
    case 'within':
      return countWithin(of, spec.atMost)
    case 'distinct':
      return estimateUnions([of.bytes]).all
    case 'entropy':
      return entropyOf(of.values?.values() ?? [], of.n, spec.scale)
    case 'ratio': {
      const denominator = addUp(over, spec.over)
      return denominator === 0 ? null : addUp(of, spec.of) / denominator
    }
  }
}

/**
 * The number of a metric in one cell; null where nothing was measured or there is no denominator. Counts of nothing are 0:
 * whether that is a zero or a gap depends on coverage, which the caller knows. Pure.
 */
export const readCell = (spec: StoredMetricSpec, stat: Stat, of: Cell, over: Cell): Reading | null =>
  form(readNumber(spec, stat, of, over))

/** The part that an operand does not have. */
export const NOTHING: Readonly<Cell> = Object.freeze(emptyCell())

/** What is read of one operand: its numerator and denominator in each bucket, and over the whole range. */
export interface OperandCells {
  readonly of: readonly Cell[]
  /** none unless it is a ratio */
  readonly over: readonly Cell[]
  readonly total: { readonly of: Cell; readonly over: Cell }
}

/** `readCell` of each bucket and of the whole range. Each sketch and each set is decoded once for both. Pure. */
export function readCells(
  spec: StoredMetricSpec,
  stat: Stat,
  { of, over, total }: OperandCells,
): { each: (Reading | null)[]; all: Reading | null } {
  const lists = of.map((cell) => cell.bytes)
  if (spec.kind === 'distinct') {
    const { each, all } = estimateUnions(lists)
    return { each: each.map(form), all: form(all) }
  }
  const quantile = spec.kind === 'distribution' ? QUANTILES[stat] : undefined
  if (quantile === undefined)
    return {
      each: of.map((cell, i) => readCell(spec, stat, cell, over[i] ?? NOTHING)),
      all: readCell(spec, stat, total.of, total.over),
    }
  const { each, all } = quantilesOfSketches(lists, quantile)
  return {
    each: each.map((value, i) => form(withinEnds(value, of[i]!))),
    all: form(withinEnds(all, total.of)),
  }
}

/** Events behind the number: for a ratio, behind its denominator. */
export const samplesOf = (spec: StoredMetricSpec, of: Cell, over: Cell): number =>
  spec.kind === 'ratio' ? over.n : of.n
