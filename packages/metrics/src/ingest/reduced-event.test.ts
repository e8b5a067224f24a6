import { expect, test } from 'vitest'
import { decodeBatch, encodeBatch, type ReducedEvent } from './reduced-event.ts'

const event: ReducedEvent = {
  type: 't',
  id: 'i',
  occurredAt: 1,
  bucketedAt: 2,
  dimensions: ['a', null],
  measures: [1.5, null],
  actor: null,
  session: 's',
  correlationId: null,
  weight: 1,
}
const shape = (dimensions: string[], measures: string[]) => () => ({ dimensions, measures })

test('a batch survives the trip', () => {
  const same = shape(['x', 'y'], ['m', 'k'])
  expect(decodeBatch(encodeBatch([event, event], same), same)).toEqual([event, event])
})

test('a worker with another catalog reads fields by name', () => {
  const written = encodeBatch([event], shape(['x', 'y'], ['m', 'k']))
  const [read] = decodeBatch(written, shape(['z', 'x'], ['k', 'new', 'm']))
  expect(read).toMatchObject({ dimensions: [null, 'a'], measures: [null, null, 1.5] })
})
