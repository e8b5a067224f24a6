/**
 * How well an entry answers what was typed, 0 (not at all) to 1: every word must occur in its id, title or other
 * keywords, and the title (the first keyword) counts most, its beginning more than its middle.
 */
export const matchScore = (id: string, search: string, keywords: readonly string[] = []): number => {
  const title = (keywords[0] ?? id).toLowerCase()
  const all = [id, ...keywords].join(' ').toLowerCase()
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.some((word) => !all.includes(word))) return 0
  const scores = words.map((word) =>
    title.startsWith(word) ? 1 : title.includes(` ${word}`) ? 0.9 : title.includes(word) ? 0.7 : 0.3,
  )
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, words.length)
}
