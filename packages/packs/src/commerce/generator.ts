import { defineGenerator, type GeneratorRequest } from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { busyness } from '../seeded/rhythm.ts'
import { createStory, isTroubled } from '../seeded/story.ts'
import { events, stockSample } from './events.ts'
import { LONGEST_VISIT_MS, makeVisit, PRODUCTS, type ShopEvent } from './make-visit.ts'

const MINUTE_MS = 60_000
const TROUBLE_MS = 45 * MINUTE_MS
const VISITS_PER_MINUTE = 4
const STOCK_EVERY_MINUTES = 15
const DAY_MINUTES = 1_440
const WEEK = { rhythm: 0.3, weekend: 1.2 }

/** Stock falls from 60 through the day and is filled up at midnight; some evenings the most wanted product is gone. */
function lookAtStock({ seed }: GeneratorRequest, minute: number): ShopEvent[] {
  if (minute % STOCK_EVERY_MINUTES !== 0) return []
  const share = (minute % DAY_MINUTES) / DAY_MINUTES
  return PRODUCTS.flatMap(({ product, collection }, n) => {
    const random = createRandom(seed, 'stock', minute, product)
    const story = createStory(random)
    const stock = Math.max(0, Math.round(60 - share * (n === 0 ? 62 : 40) - random.uniform() * 3))
    story.tell(stockSample, minute * MINUTE_MS, { product, collection, in_stock: stock > 0, stock })
    return story.events as ShopEvent[]
  })
}

function eventsOfMinute(request: GeneratorRequest, minute: number): ShopEvent[] {
  const { seed, incidents } = request
  const isBroken = (ts: number) => isTroubled(incidents, ts, TROUBLE_MS)
  const expected = VISITS_PER_MINUTE * busyness(WEEK, minute * MINUTE_MS)
  const visits = beginsIn(createRandom(seed, 'visits', minute), expected, minute).flatMap((at, n) =>
    makeVisit(at, isBroken, createRandom(seed, 'visit', minute, n)),
  )
  return [...visits, ...lookAtStock(request, minute)]
}

/** A shop with three collections. In an incident payments do not work, and hardly a checkout is completed. */
export const generator = defineGenerator(events, {
  incident: { title: 'Payments do not work', startsAt: 0.5, lastsMs: 90 * MINUTE_MS },
  generate: generateByMinute(LONGEST_VISIT_MS, eventsOfMinute),
})
