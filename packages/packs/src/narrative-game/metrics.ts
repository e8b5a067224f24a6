import { economy } from './metrics/economy.ts'
import { partyAndWorld } from './metrics/party-and-world.ts'
import { performance } from './metrics/performance.ts'
import { story } from './metrics/story.ts'

export const metrics = { ...performance, ...story, ...economy, ...partyAndWorld }
