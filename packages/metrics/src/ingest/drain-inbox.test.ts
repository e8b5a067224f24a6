import { count, defineEvent, definePack } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { buildCatalog } from '../catalog/build-catalog.ts'
import { toHint } from './drain-inbox.ts'

const small = defineEvent({ type: 'small', title: 'Small', dimensions: {}, measures: {} })
const wide = defineEvent({ type: 'wide', title: 'Wide', dimensions: {}, measures: {} })
const metrics = {
  one: count({ of: small, title: 'One' }),
  ...Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`m${i}`, count({ of: wide, title: 'Many' })])),
}
const catalog = buildCatalog([definePack({ name: 'p', title: 'P', version: '1.0.0', events: [small, wide], metrics })])
const report = { projectId: 3, events: 2, stored: 2, duplicates: 0, revision: 9, upTo: 5 }

test('a hint names the metrics that may have moved', () => {
  expect(toHint(catalog, { ...report, eventTypes: ['small'] })).toEqual({
    project: 3,
    metrics: ['p.one'],
    revision: 9,
    upTo: 5,
  })
})

test('more than 50 metrics are all of them', () => {
  expect(toHint(catalog, { ...report, eventTypes: ['small', 'wide'] }).metrics).toBe('*')
})
