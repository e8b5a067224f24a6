import { isTimeZone } from '@tidemark/workspace/project/is-time-zone'
import { Temporal } from 'temporal-polyfill'

type Fields = {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}
type Read = (fields: Fields, text: string) => void

const set =
  (name: keyof Fields): Read =>
  (fields, text) => {
    fields[name] = Number(text)
  }
/** Two-digit years as POSIX reads them: 69-99 are 19xx, 00-68 are 20xx. */
const setShortYear: Read = (fields, text) => {
  fields.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000)
}

/** Unicode date field symbols (UTS 35) that are understood, longest first. */
const TOKENS: readonly [symbol: string, pattern: string, read: Read][] = [
  ['yyyy', '(\\d{4})', set('year')],
  ['yy', '(\\d{2})', setShortYear],
  ['MM', '(\\d{2})', set('month')],
  ['M', '(\\d{1,2})', set('month')],
  ['dd', '(\\d{2})', set('day')],
  ['d', '(\\d{1,2})', set('day')],
  ['HH', '(\\d{2})', set('hour')],
  ['H', '(\\d{1,2})', set('hour')],
  ['mm', '(\\d{2})', set('minute')],
  ['ss', '(\\d{2})', set('second')],
  ['SSS', '(\\d{3})', set('millisecond')],
]

/** Reads one cell as RFC 3339 text, or answers what is wrong. */
export type ReadTime = (text: string) => string | { readonly problem: string }

/**
 * Compiles a time format. `iso` passes RFC 3339 text through; anything else is made of yyyy yy MM M dd d HH H mm ss SSS
 * and literal text, read as wall time of `zone` (an IANA name). A wall time that a clock change repeats is the earlier
 * one; one that it skips is moved forward. Throws RangeError on a format or zone that makes no sense.
 */
export function compileTimeFormat(format: string, zone: string): ReadTime {
  if (format === 'iso') return (text) => text.trim()
  const { pattern, reads } = compilePattern(format)
  const toInstant = compileZone(zone)
  return (text) => {
    const match = pattern.exec(text.trim())
    if (match === null) return { problem: `does not look like ${format}` }
    const fields: Fields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }
    for (const [at, read] of reads.entries()) read(fields, match[at + 1] ?? '')
    const ms = toInstant(fields)
    return ms === null ? { problem: 'is a date or time that does not exist' } : new Date(ms).toISOString()
  }
}

function compilePattern(format: string): { pattern: RegExp; reads: Read[] } {
  let pattern = ''
  const reads: Read[] = []
  for (let at = 0; at < format.length; ) {
    const token = TOKENS.find(([symbol]) => format.startsWith(symbol, at))
    const [symbol, part, read] = token ?? [format.charAt(at), escapeLiteral(format.charAt(at), format), undefined]
    pattern += part
    if (read !== undefined) reads.push(read)
    at += symbol.length
  }
  if (!/y/.test(format) || !/M/.test(format) || !/d/.test(format)) {
    throw new RangeError(`the time format "${format}" needs a year, a month and a day, as in yyyy-MM-dd HH:mm`)
  }
  return { pattern: new RegExp(`^${pattern}$`), reads }
}

function escapeLiteral(character: string, format: string): string {
  if (/[A-SU-Za-z]/.test(character))
    throw new RangeError(`the time format "${format}" holds "${character}", which is unknown`)
  return character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}

function compileZone(zone: string): (fields: Fields) => number | null {
  if (!isTimeZone(zone)) throw new RangeError(`"${zone}" is not an IANA timezone such as Europe/London`)
  return (fields) => {
    try {
      const local = Temporal.PlainDateTime.from(fields, { overflow: 'reject' })
      return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
    } catch {
      return null
    }
  }
}
