import { defineEvent, measure, text } from '@tidemark/contracts'
import { scene } from './scene.ts'

export const worldEvent = defineEvent({
  type: 'world_event',
  title: 'World event triggered',
  dimensions: { ...scene, event: text({ title: 'Event', budget: 200, maxLength: 64 }) },
  measures: {},
})

export const regionDrift = defineEvent({
  type: 'region_drift',
  title: 'Region drifted',
  dimensions: { ...scene, zone: text({ title: 'Region of the world', budget: 200, maxLength: 64 }) },
  measures: { drift: measure({ title: 'Distance from the authored state', unit: 'ratio', min: 0, max: 1 }) },
})

export const weatherChange = defineEvent({
  type: 'weather_change',
  title: 'Weather changed',
  dimensions: { ...scene, weather: text({ title: 'Weather', budget: 50, maxLength: 64 }) },
  measures: {},
})
