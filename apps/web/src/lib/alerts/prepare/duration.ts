const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const
type UnitName = keyof typeof UNITS

/** Seconds of a typed length such as `90s`, `5m`, `1h 30m` or `2d`; a bare number is minutes. Null where it is none. */
export const readDuration = (text: string): number | null => {
  const plain = text.trim().toLowerCase()
  if (/^\d+$/.test(plain)) return Number(plain) * UNITS.m
  if (!/^(\d+\s*[smhd]\s*)+$/.test(plain)) return null
  let seconds = 0
  for (const [, count, unit] of plain.matchAll(/(\d+)\s*([smhd])/g)) seconds += Number(count) * UNITS[unit as UnitName]
  return seconds
}

/** A length in seconds as it can be typed again: `1h 30m`, and `0m` for none. */
export const formatDuration = (seconds: number): string => {
  const parts: string[] = []
  let rest = seconds
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / UNITS[unit])
    rest -= count * UNITS[unit]
    if (count > 0) parts.push(`${count}${unit}`)
  }
  return parts.length === 0 ? '0m' : parts.join(' ')
}

/** `at once`, or `after 5m`. */
export const afterText = (seconds: number): string => (seconds === 0 ? 'at once' : `after ${formatDuration(seconds)}`)
