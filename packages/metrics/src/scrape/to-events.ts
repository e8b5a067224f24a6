import { createHash } from 'node:crypto'
import type { WireEvent } from '@tidemark/contracts'
import { type Change, changesBetween, type Snapshot } from './changes.ts'
import type { TargetReading } from './read-target.ts'

/** The event types that scraping fills, by name: which pack declares them is not known here. */
export interface ScrapeTypes {
  readonly check: string
  readonly sample: string
}

const ROUTE = ['route', 'path', 'handler', 'endpoint', 'uri'] as const
const STATUS = ['status', 'status_code', 'code'] as const

const firstOf = (labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined =>
  names.map((name) => labels[name]).find((value) => value !== undefined && value !== '')

/** The same target, moment and series always have the same id: telling twice counts once. */
const idOf = (target: string, at: number, series: string): string =>
  `scrape-${at}-${createHash('sha256').update(`${target}\0${series}`).digest('hex').slice(0, 32)}`

function toSample(type: string, target: string, at: number, { series, sample, told }: Change): WireEvent {
  const { metric, labels } = sample
  const [route, status, le] = [firstOf(labels, ROUTE), firstOf(labels, STATUS), labels.le]
  const props = {
    target,
    metric,
    ...(Object.keys(labels).length === 0 ? {} : { labels: series.slice(metric.length + 1, -1) }),
    ...(route === undefined ? {} : { route }),
    ...(status === undefined ? {} : { status }),
    ...(le === undefined ? {} : { le }),
    ...told,
  }
  return { id: idOf(target, at, series), type, ts: new Date(at).toISOString(), props }
}

/** What a snapshot tells beside the one before. Pure. */
export const sampleEvents = (
  { sample }: ScrapeTypes,
  target: string,
  before: Snapshot | null,
  now: Snapshot,
): WireEvent[] => changesBetween(before, now).map((change) => toSample(sample, target, now.at, change))

/** The check that a reading is. Pure. */
export const checkEvent = (
  { check }: ScrapeTypes,
  { target, state, at, latencyMs }: Pick<TargetReading, 'target' | 'state' | 'at' | 'latencyMs'>,
): WireEvent => ({
  id: idOf(target, at, 'check'),
  type: check,
  ts: new Date(at).toISOString(),
  props: { target, state, ...(state === 'up' ? { latency: latencyMs } : {}) },
})
