const NEWLINE = 0x0a
const MAX_LINE_BYTES = 64 * 1024

/**
 * Splits a stream of bytes into lines of text without their line end. A line above 64 KiB comes as null, so that a
 * file without line ends costs no memory. A final line end starts no further line.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string | null> {
  let head: Buffer[] = []
  let headBytes = 0
  const finish = (tail: Buffer): string | null => {
    const bytes = headBytes + tail.length
    const line =
      bytes > MAX_LINE_BYTES
        ? null
        : Buffer.concat([...head, tail])
            .toString('utf8')
            .replace(/\r$/, '')
    head = []
    headBytes = 0
    return line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      yield finish(chunk.subarray(from, to))
      from = to + 1
    }
    const rest = chunk.subarray(from)
    if (headBytes <= MAX_LINE_BYTES) head.push(rest)
    headBytes += rest.length
  }
  if (headBytes > 0) yield finish(Buffer.alloc(0))
}
