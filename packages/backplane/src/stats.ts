/** What the backplane did and what it swallowed, counted since the process started. */
export type BackplaneStats = {
  hintsPublished: number
  hintsReceived: number
  hintsFailed: number
  cacheHits: number
  cacheMisses: number
  cacheFailed: number
  cooldownFrontFailed: number
  queueErrors: number
}

export function createStats(): BackplaneStats {
  return {
    hintsPublished: 0,
    hintsReceived: 0,
    hintsFailed: 0,
    cacheHits: 0,
    cacheMisses: 0,
    cacheFailed: 0,
    cooldownFrontFailed: 0,
    queueErrors: 0,
  }
}
