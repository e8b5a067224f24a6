import { createRandom, type Random } from './random.ts'
import { busyness } from './rhythm.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
const DAY_MS = DAY_MINUTES * MINUTE_MS
/** Nobody comes back later than this after their first day. */
const OLDEST_DAYS = 56
/** A quarter of the newcomers is back on the next day, a tenth after two weeks. */
const RETURN = { nextDay: 0.35, fading: 0.5 }
const RHYTHM = 0.35
const WEEKEND = 1.2

/** A made-up crowd: `bornPerDay` new people come each day in the mean, and some of them again on later days. */
export interface Crowd {
  readonly name: string
  readonly bornPerDay: number
}

/** One person comes once. */
export interface Visit {
  readonly person: string
  /** the person's place among those who were born on the same day */
  readonly place: number
  /** epoch ms */
  readonly at: number
  /** the person was never there before */
  readonly first: boolean
}

function timeOfDay(random: Random): number {
  for (;;) {
    const time = Math.floor(DAY_MS * random.uniform())
    if (random.chance(busyness({ rhythm: RHYTHM, weekend: 1 }, time) / (1 + RHYTHM))) return time
  }
}

const returnChance = (day: number, age: number): number =>
  RETURN.nextDay * (age + 1) ** -RETURN.fading * busyness({ rhythm: 0, weekend: WEEKEND }, day * DAY_MS)

/** Who comes on the day `day` (since the epoch, UTC), by rising time; each person at most once a day. Pure. */
function visitsOfDay(seed: string, { name, bornPerDay }: Crowd, day: number): Visit[] {
  const visits: Visit[] = []
  for (let age = 0; age < OLDEST_DAYS; age++) {
    const born = day - age
    const people = createRandom(seed, name, 'born', born).poisson(bornPerDay)
    for (let place = 0; place < people; place++) {
      const person = `${name}-${born}-${place}`
      const random = createRandom(seed, person, 'on', day)
      if (age > 0 && !random.chance(returnChance(day, age))) continue
      visits.push({ person, place, at: day * DAY_MS + timeOfDay(random), first: age === 0 })
    }
  }
  return visits.sort((a, b) => a.at - b.at || (a.person < b.person ? -1 : 1))
}

/** Answers who comes in a minute (since the epoch). Fast for minutes in a row: the people of a day are drawn once. */
export function visitsByMinute(seed: string, crowd: Crowd): (minute: number) => readonly Visit[] {
  let known: { day: number; byMinute: Map<number, Visit[]> } | undefined
  return (minute) => {
    const day = Math.floor(minute / DAY_MINUTES)
    if (known?.day !== day) {
      const visits = visitsOfDay(seed, crowd, day)
      known = { day, byMinute: Map.groupBy(visits, ({ at }) => Math.floor(at / MINUTE_MS)) }
    }
    return known.byMinute.get(minute) ?? []
  }
}
