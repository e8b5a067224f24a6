const COLORS = 8
const OTHER_COLOR = 'var(--series-other)'

/** FNV-1a: the same key has the same number on every page and after every reload. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i)
    value = Math.imul(value, 0x01000193)
  }
  return value >>> 0
}

/**
 * Gives each series its own colour of the palette. A colour follows from the key alone; only two keys of one chart
 * that want the same colour move on to the next free one, in the order of their keys and not of their values, so a
 * change of rank never repaints. Beyond eight series the rest is grey.
 */
export const assignColors = (keys: readonly string[]): Map<string, string> => {
  const taken = new Set<number>()
  const colors = new Map<string, string>()
  for (const key of [...new Set(keys)].sort()) {
    if (taken.size === COLORS) {
      colors.set(key, OTHER_COLOR)
      continue
    }
    let slot = hash(key) % COLORS
    while (taken.has(slot)) slot = (slot + 1) % COLORS
    taken.add(slot)
    colors.set(key, `var(--series-${slot + 1})`)
  }
  return colors
}

/** The colour of a chart's only series, and of everything that was summed up as "other". */
export const SINGLE_COLOR = 'var(--series-single)'
export { OTHER_COLOR }
