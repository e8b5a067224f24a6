import { openFile } from '../import/open-file.ts'
import type { SourceRecord } from '../import/source-record.ts'
import { splitLines } from '../import/split-lines.ts'
import { parseLine } from './parse-line.ts'
import { toEvent } from './to-event.ts'

/** Streams the lines of an access log (plain or gzip) as events whose id names the line of this very content. */
export async function* readAccessLog(path: string, fingerprint: string): AsyncGenerator<SourceRecord> {
  let line = 0
  for await (const text of splitLines(openFile(path))) {
    line++
    const request = text === null ? null : parseLine(text)
    yield request === null
      ? { line, problem: text === null ? 'the line is longer than 64 KiB' : 'not a line of an access log' }
      : { line, event: toEvent(`${fingerprint}:${line}`, request) }
  }
}
