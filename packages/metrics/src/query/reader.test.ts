import type { Pool } from '@tidemark/db'
import { expect, test } from 'vitest'
import { buildCatalog } from '../catalog/build-catalog.ts'
import { Reader } from './reader.ts'

const range = { from: 0, to: 1 }

function readerWith(asked: string[][]): Reader {
  const query = async ({ values }: { values: unknown[] }) => {
    asked.push(values[1] as string[])
    return { rows: [] }
  }
  const pool = { query } as unknown as Pool
  return new Reader({ pool, catalog: buildCatalog([]) }, { id: 1, timeZone: 'UTC', weekStart: 1 })
}

test('what receipts tell is asked once for all event types that were announced', async () => {
  const asked: string[][] = []
  const reader = readerWith(asked)
  reader.willRead(['turn'])
  reader.willRead(['loot', 'turn'])
  await Promise.all([reader.facts(range), reader.facts(range)])
  // Once of the auditor, once of late events.
  expect(asked).toEqual([
    ['loot', 'turn'],
    ['loot', 'turn'],
  ])
})

test('an event type that is announced late is not left out', async () => {
  const asked: string[][] = []
  const reader = readerWith(asked)
  reader.willRead(['turn'])
  await reader.facts(range)
  reader.willRead(['loot'])
  await reader.facts(range)
  expect(asked.at(-1)).toEqual(['loot', 'turn'])
})
