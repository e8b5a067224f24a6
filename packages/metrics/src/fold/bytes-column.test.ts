import { expect, test } from 'vitest'
import { appendBytes, createBytes, getBytes, setBytes } from './bytes-column.ts'

const column = (...rows: (number[] | null)[]) => {
  const bytes = createBytes()
  bytes.starts = new Int32Array(rows.length + 1)
  for (const [row, value] of rows.entries()) setBytes(bytes, row, value === null ? null : Uint8Array.from(value))
  return bytes
}
const list = (bytes: ReturnType<typeof column>, rows: number) =>
  Array.from({ length: rows }, (_, row) => {
    const own = getBytes(bytes, row)
    return own === null ? null : [...own]
  })

test('rows of one column follow those of another, each with its own bytes', () => {
  const bytes = column([1, 2], null)
  appendBytes(bytes, 2, column([3], null, [4, 5, 6]), 3)
  appendBytes(bytes, 5, column([7], [8]), 1)
  expect(list(bytes, 6)).toEqual([[1, 2], null, [3], null, [4, 5, 6], [7]])
})
