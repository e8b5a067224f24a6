const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/**
 * Strict RFC 3339: epoch milliseconds, or null for anything else. Dates that don't exist (30 February, second 60,
 * year 0000) are refused although JavaScript would roll them over. Pure.
 */
export function parseTimestamp(text: unknown): number | null {
  if (typeof text !== 'string' || text.length > 40) return null
  const match = PATTERN.exec(text)
  if (match === null) return null
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  const hour = Number(match[4])
  const minute = Number(match[5])
  const second = Number(match[6])
  if (year === 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null
  if (day > (DAYS[month - 1] ?? 0) || (month === 2 && day === 29 && !isLeap(year))) return null
  const zoneHours = Number(match[9] ?? 0)
  const zoneMinutes = Number(match[10] ?? 0)
  if (zoneHours > 23 || zoneMinutes > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
  const millis = match[7] === undefined ? 0 : Number(match[7].padEnd(3, '0').slice(0, 3))
  const offset = (zoneHours * 60 + zoneMinutes) * 60_000 * (match[8] === '-' ? -1 : 1)
  return local + millis - offset
}
