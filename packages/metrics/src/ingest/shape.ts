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

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * About how many bytes of JSON `value` is, never less than half of it; stops counting past `limit`.
 * The tree must be no deeper than a checked limit. Pure.
 */
export function jsonBytes(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length * (isLatin(value) ? 1 : 3) + 2
  if (!isContainer(value)) return 8
  let bytes = 2
  for (const [key, child] of Object.entries(value)) {
    bytes += key.length + 4 + jsonBytes(child, limit - bytes)
    if (bytes > limit) break
  }
  return bytes
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the whole of one-byte UTF-8
const isLatin = (text: string) => /^[\x00-\x7f]*$/.test(text)

/** Text that Postgres and JSON can both hold: no NUL, no lone surrogate. Pure. */
export function sanitise(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}
