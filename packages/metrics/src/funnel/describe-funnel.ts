import type { FunnelSpec, Match } from '@tidemark/contracts'
import { describeFilter } from '../catalog/describe-metric.ts'

const describeMatch = ({ event, where }: Match): string =>
  where.length === 0 ? event : `${event} where ${where.map(describeFilter).join(' and ')}`

export const describeMatches = (matches: readonly Match[]): string => matches.map(describeMatch).join(' or ')

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

function describeTime(ms: number): string {
  const [name, size] = UNITS.find(([, length]) => ms % length === 0) ?? ['ms', 1]
  return `${ms / size} ${name}`
}

/** A funnel in words, one line per part. Pure. */
export function describeFunnel(spec: FunnelSpec, entry: readonly Match[]): string[] {
  const steps = spec.steps.map(({ title, of }, i) => `${i + 1}. ${title}: ${describeMatches(i === 0 ? entry : of)}`)
  const exclusion = spec.exclude.length === 0 ? [] : [`ended by ${describeMatches(spec.exclude)}`]
  return [...steps, ...exclusion, `per ${spec.unit}, within ${describeTime(spec.withinMs)} of the first step`]
}
