/** The most bytes one UTF-16 unit takes in JSON: a control character is written as \u0000. */
const WORST_BYTES_PER_UNIT = 6
const SCALAR_BYTES = 32

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * An upper bound of the JSON bytes of an event whose `props` hold scalars only, or -1 when anything nests deeper: nearly
 * all events are like that, and for them this one look replaces the careful ones below. Pure.
 */
export function flatBytesBound(event: Readonly<Record<string, unknown>>): number {
  let units = 0
  let fields = 0
  for (const key in event) {
    const value = event[key]
    fields++
    units += key.length
    if (typeof value === 'string') units += value.length
    else if (isContainer(value)) {
      if (key !== 'props' || Array.isArray(value)) return -1
      for (const name in value) {
        const prop = (value as Record<string, unknown>)[name]
        if (isContainer(prop)) return -1
        fields++
        units += name.length + (typeof prop === 'string' ? prop.length : 0)
      }
    }
  }
  return units * WORST_BYTES_PER_UNIT + fields * SCALAR_BYTES
}

/** Iterative so that a hostile depth costs no stack. True when `value` nests deeper than `limit` levels. Pure. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: object[] = isContainer(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true
    const next: object[] = []
    for (const node of level) for (const child of Object.values(node)) if (isContainer(child)) next.push(child)
    level = next
  }
  return false
}

/** The bytes of `value` as JSON. It must be parsed JSON and no deeper than a checked limit. Pure. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** Text that Postgres and JSON can both hold: no NUL, no lone surrogate. Pure. */
export function sanitise(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}
