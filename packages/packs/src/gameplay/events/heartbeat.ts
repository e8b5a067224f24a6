import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'
import { SAMPLING_GROUP } from './character.ts'
import { PLATFORMS } from './session.ts'

const beat = {
  platform: oneOf(PLATFORMS, { title: 'Platform' }),
  shard: text({ title: 'Shard', budget: 200, maxLength: 40 }),
}
/** Adaptive: the client starts at a tenth and never goes above three. */
const sampling = { group: SAMPLING_GROUP, rate: 0.1, ceiling: 0.3 }

export const clientTick = defineEvent({
  type: 'client_tick',
  title: 'Client tick',
  dimensions: beat,
  measures: {
    fps: measure({ title: 'Frames per second', unit: 'per_second', min: 0, max: 1000 }),
    rtt_ms: measure({ title: 'Round trip', unit: 'ms', min: 0 }),
  },
  sampling,
})

export const aoiPopulation = defineEvent({
  type: 'aoi_population',
  title: 'Area of interest',
  dimensions: beat,
  measures: { entities: measure({ title: 'Entities in view', unit: 'count', min: 0, integer: true }) },
  sampling,
})

export const snapshotSize = defineEvent({
  type: 'snapshot_size',
  title: 'Snapshot size',
  dimensions: beat,
  measures: { size: measure({ title: 'Snapshot size', unit: 'bytes', min: 0, integer: true }) },
  sampling,
})
