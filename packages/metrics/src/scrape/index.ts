export { LIVE_DEADLINE_MS, readLive } from './read-live.ts'
export { createTargetClient } from './read-target.ts'
export { type ScrapeContext, scrapeTarget } from './scrape-target.ts'
