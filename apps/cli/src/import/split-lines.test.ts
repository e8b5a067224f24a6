import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLines } from './split-lines.ts'

async function split(chunks: string[]): Promise<(string | null)[]> {
  return collect(chunks.map((chunk) => Buffer.from(chunk)))
}

async function collect(chunks: Buffer[]): Promise<(string | null)[]> {
  const lines: (string | null)[] = []
  for await (const line of splitLines(Readable.from(chunks))) lines.push(line)
  return lines
}

test.each([
  ['nothing', [''], []],
  ['one line', ['a\n'], ['a']],
  ['no final line end', ['a\nb'], ['a', 'b']],
  ['empty lines', ['a\n\n\nb\n'], ['a', '', '', 'b']],
  ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
  ['a line over chunks', ['ab', 'cd', 'e\nf'], ['abcde', 'f']],
  ['a line that is too long', [`${'x'.repeat(70_000)}\nb\n`], [null, 'b']],
  [
    'a line that is too long over chunks',
    ['x'.repeat(60_000), 'x'.repeat(60_000), 'x'.repeat(60_000), '\nb'],
    [null, 'b'],
  ],
])('%s', async (_name, chunks, lines) => {
  expect(await split(chunks)).toEqual(lines)
})

test('where the chunks are cut changes nothing', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '€', '\n', '\r\n', '😀') })
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, size) => {
      const bytes = Buffer.from(whole)
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const expected = whole.split(/\r?\n/)
      if (expected.at(-1) === '') expected.pop()
      expect(await collect(chunks)).toEqual(expected)
    }),
  )
})
