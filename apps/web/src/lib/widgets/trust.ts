import type { MetricResult, Unit } from '@tidemark/contracts'
import { formatExact } from '#lib/format/number.ts'
import { formatInstant } from '#lib/format/time.ts'

type Receipt = MetricResult['receipt']

/** What stands in the place of a number that would tell of too few people. */
export const keptBackText = (k: number): string => `fewer than ${k} people`

/** What a hatched stretch of a chart means. */
export const keptBackNote = (k: number | null): string => `Hidden: ${k === null ? 'too few people' : keptBackText(k)}`

const plain = (value: number | null): string => (value === null ? 'none' : formatExact(value, 'count' satisfies Unit))

/** What the auditor found, in one sentence. */
export function verificationText({ verification, timeZone }: Receipt): string {
  const { state, at, checked, of, difference } = verification
  const when = at === null ? '' : ` ${formatInstant(at, timeZone, 'second')}`
  if (state === 'verified') return `yes, counted again from raw events since${when}`
  if (state === 'unchecked') return `not yet: ${checked} of ${of} days checked`
  if (difference === null) return `no, stored numbers differ from raw events, found${when}`
  const { grain, bucket, field, expected, stored } = difference
  const what = field === 'sets' ? 'sketches differ' : `${field} is ${plain(stored)}, should be ${plain(expected)}`
  return `no: ${what} in the ${grain} row of ${formatInstant(bucket, timeZone, 'minute')}, found${when}`
}

/** What the privacy gate did; null where the question is not about people. */
export function suppressionText({ suppression }: Receipt): string | null {
  if (suppression === null) return null
  const { k, cells } = suppression
  return cells === 0 ? `nothing kept back, at least ${k} people each` : `${cells} numbers kept back, ${keptBackText(k)}`
}

export function samplingText({ sampling }: Receipt): string | null {
  if (sampling === null) return null
  return sampling === 1 ? 'every event' : `each event stands for ${sampling.toFixed(2)}`
}

/** Whether days that had ended were changed by events that came later. */
export function lateText({ late, timeZone }: Receipt): string {
  if (late === null) return 'not counted for all of these days'
  const { events, days, restatedAt } = late
  if (restatedAt === null) return 'none: nothing came after its day had ended'
  const one = (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`
  return `${one(events, 'event')} changed ${one(days, 'day')} after the end, last ${formatInstant(restatedAt, timeZone, 'second')}`
}
