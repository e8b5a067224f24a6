import { expect, test } from 'vitest'
import { addCell, type Cell, emptyCell } from './cell.ts'

const cell = (part: Partial<Cell>): Cell => ({ ...emptyCell(), ...part })

test.each([
  { name: 'both measured', a: { min: 1, max: 5 }, b: { min: -2, max: 4 }, both: { min: -2, max: 5 } },
  { name: 'one measured', a: {}, b: { min: 3, max: 3 }, both: { min: 3, max: 3 } },
  { name: 'none measured', a: {}, b: {}, both: { min: null, max: null } },
])('cells add up, their ends only where something was measured: $name', ({ a, b, both }) => {
  const into = cell({ n: 2, weight: 4, sum: 6, ...a })
  addCell(into, cell({ n: 1, weight: 2, sum: 0.5, ...b }))
  expect(into).toEqual({ n: 3, weight: 6, sum: 6.5, bytes: [], ...both })
})

test('a cell takes over more sketches than a call takes arguments', () => {
  const sketch = new Uint8Array(1)
  const into = cell({ bytes: [sketch] })
  addCell(into, cell({ bytes: new Array<Uint8Array>(250_000).fill(sketch) }))
  expect(into.bytes).toHaveLength(250_001)
  expect(into.bytes.at(-1)).toBe(sketch)
})
