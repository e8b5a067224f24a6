import type { Random } from '../seeded/random.ts'
import { createStory, type Story } from '../seeded/story.ts'
import { gameRound, payment, playerSession, transaction, userRegistered } from './events.ts'

/** From the first deposit to the end of a session at most, ms. */
export const LONGEST_SESSION_MS = 30 * 60_000

const CURRENCY = 'EUR'
const PLAYERS = 3_000
const GAMES = ['roulette', 'blackjack', 'book-of-tides', 'reef-riches', 'live-poker'] as const
const METHODS = ['card', 'bank_transfer', 'wallet'] as const
const DEVICES = ['web', 'ios', 'android'] as const
const COUNTRIES = ['DE', 'FR', 'ES', 'SE', 'MT'] as const
const REASONS = ['provider_timeout', 'insufficient_funds', 'limit_reached'] as const
const FAILURE = { transaction: 0.002, payment: 0 }
const TROUBLED = { transaction: 0.35, payment: 0.3 }
const WIN = 0.44
/** What a win pays at the mean, as a share of the bet: players lose a little in the long run. */
const PAYS = 2.1
const MAX_ROUNDS = 12

type Kind = 'deposit' | 'bet' | 'payout' | 'withdrawal'
type Teller = (ts: number, kind: Kind, amount: number) => boolean

function createTeller(story: Story, troubledAt: (ts: number) => boolean, random: Random): Teller {
  return (ts, kind, amount) => {
    const troubled = troubledAt(ts)
    const outcome = (chance: number) =>
      random.chance(chance)
        ? ({ status: 'failed', reason: random.pick(REASONS) } as const)
        : ({ status: 'completed' } as const)
    const moved = outcome(troubled ? TROUBLED.transaction : FAILURE.transaction)
    story.tell(transaction, ts, { kind, currency: CURRENCY, amount, ...moved })
    if (kind === 'deposit' || kind === 'withdrawal') {
      const paid = outcome(troubled ? TROUBLED.payment : FAILURE.payment)
      story.tell(payment, ts, { method: random.pick(METHODS), currency: CURRENCY, amount, ...paid })
    }
    return moved.status === 'completed'
  }
}

/** A player comes, pays in, plays some rounds and maybe takes money out; amounts in cents. */
export function makeSession(at: number, troubledAt: (ts: number) => boolean, random: Random): Story['events'] {
  const isNew = random.chance(0.12)
  const player = isNew ? `player-${at}-${random.word()}` : `player-${Math.floor(random.uniform() * PLAYERS)}`
  const story = createStory(random, { actor: player, session: `play-${at}-${random.word()}` })
  const move = createTeller(story, troubledAt, random)
  if (isNew) story.tell(userRegistered, at, { country: random.pick(COUNTRIES) })
  const deposit = 100 * Math.ceil(random.logNormal(60, 0.7))
  const parts = 1 + Math.floor(random.uniform() * 3)
  for (let n = 1; n <= parts; n++) move(at + n * 1_000, 'deposit', Math.ceil(deposit / parts))
  let ts = at + (parts + 1) * 1_000
  const rounds = 1 + Math.floor(random.uniform() * MAX_ROUNDS)
  for (let n = 0; n < rounds; n++) {
    const bet = 10 * Math.ceil(random.logNormal(40, 0.8))
    move(ts, 'bet', bet)
    const duration = Math.round(Math.min(random.logNormal(25_000, 0.6), 120_000))
    ts += duration
    const wins = random.chance(WIN)
    story.tell(gameRound, ts, { game: random.pick(GAMES), outcome: wins ? 'win' : 'loss', duration })
    if (wins) move(ts, 'payout', Math.round(bet * PAYS))
  }
  if (random.chance(0.6)) move(ts, 'withdrawal', Math.ceil(deposit * (0.3 + 0.4 * random.uniform())))
  story.tell(playerSession, ts, { device: random.pick(DEVICES), duration: Math.round(ts - at) })
  return story.events
}
