import { pipeline } from 'node:stream'
import { invalid } from '@tidemark/platform'
import { CsvError, type Info, parse } from 'csv-parse'
import { openFile } from '../import/open-file.ts'
import type { SourceRecord } from '../import/source-record.ts'
import { type CompiledMapping, type CsvRow, checkHeader } from './compile-mapping.ts'

const MAX_RECORD_BYTES = 1024 * 1024

/** Streams the records of a CSV file (plain or gzip, with a header) as events. Throws `invalid_input` on a header that does not fit. */
export async function* readCsv(
  path: string,
  fingerprint: string,
  { mapping, read }: CompiledMapping,
): AsyncGenerator<SourceRecord> {
  let header: string[] | undefined
  for await (const { record, info } of parseFile(path, mapping.delimiter)) {
    if (header === undefined) {
      header = record.map((name) => name.trim())
      checkHeader(mapping, header)
      continue
    }
    yield readRecord(`${fingerprint}:${info.lines}`, info.lines, header, record, read)
  }
  if (header === undefined) throw invalid(`${path} is empty: it needs a header line.`)
}

function readRecord(
  id: string,
  line: number,
  header: readonly string[],
  record: readonly string[],
  read: CompiledMapping['read'],
): SourceRecord {
  if (record.length !== header.length) {
    return { line, problem: `has ${record.length} columns where the header has ${header.length}` }
  }
  const row: CsvRow = Object.fromEntries(header.map((name, i) => [name, record[i] ?? '']))
  const event = read(id, row)
  return 'problem' in event ? { line, problem: event.problem } : { line, event }
}

async function* parseFile(path: string, delimiter: string): AsyncGenerator<{ record: string[]; info: Info }> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  })
  // A failure of the source arrives through the parser, which the pipeline destroys with it.
  pipeline(openFile(path), parser, () => undefined)
  try {
    yield* parser
  } catch (error) {
    if (error instanceof CsvError) throw invalid(`${path} is not CSV: ${error.message}`, { cause: error })
    throw error
  }
}
