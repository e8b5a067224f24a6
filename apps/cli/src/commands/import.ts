import { readFile } from 'node:fs/promises'
import { invalid } from '@tidemark/platform'
import { Command } from 'commander'
import { readAccessLog } from '../access-log/read-access-log.ts'
import { compileMapping } from '../csv/compile-mapping.ts'
import { readCsv } from '../csv/read-csv.ts'
import { openBackfill } from '../import/open-backfill.ts'
import { fingerprintFile } from '../import/open-file.ts'
import { type ImportReport, runImport } from '../import/run-import.ts'
import type { SourceRecord } from '../import/source-record.ts'
import { formatCount, printResult } from '../output/print.ts'
import { createProgress } from '../output/progress.ts'
import { type Session, withSession } from '../session/open-session.ts'
import { type CommonOptions, projectCommand } from '../session/options.ts'

/** `tidemark import access-log|csv`: history of other systems, through the same door as everything else. */
export function importCommand(): Command {
  return new Command('import')
    .description('bring in history; importing the same file again changes nothing')
    .addCommand(
      projectCommand('access-log', 'requests of a web server, in combined log format, plain or gzip')
        .argument('<file>')
        .action(importAccessLog),
    )
    .addCommand(
      projectCommand('csv', 'rows of a CSV file as events of one type, plain or gzip')
        .argument('<file>')
        .requiredOption('--map <file>', 'how columns become fields, see docs/examples/online-retail.mapping.json')
        .action(importCsv),
    )
}

function importAccessLog(file: string, options: CommonOptions): Promise<void> {
  return withSession((session) => bringIn(session, file, options, (print) => readAccessLog(file, print)))
}

function importCsv(file: string, options: CommonOptions & { map: string }): Promise<void> {
  return withSession(async (session) => {
    const mapping = compileMapping(await readMapping(options.map), (type) => session.catalog.events.get(type)?.spec)
    await bringIn(session, file, options, (print) => readCsv(file, print, mapping))
  })
}

async function readMapping(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw invalid(`${path} cannot be read (${cause.code ?? 'unknown reason'}).`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid(`${path} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
}

async function bringIn(
  session: Session,
  file: string,
  { project, json }: CommonOptions,
  read: (fingerprint: string) => AsyncIterable<SourceRecord>,
): Promise<void> {
  const started = performance.now()
  const service = await session.openProject(project)
  const fingerprint = await fingerprintFile(file)
  const progress = createProgress()
  const door = await openBackfill(session, service.project)
  const report = await runImport(read(fingerprint), door, (soFar) =>
    progress.update(soFar.read, describe(soFar)),
  ).finally(() => progress.end())
  const seconds = Math.round((performance.now() - started) / 100) / 10
  printResult(json, { ...report, seconds }, lines(file, report, seconds))
}

const describe = ({ read, accepted, duplicate, rejected }: Readonly<ImportReport>): string =>
  `read ${formatCount(read)}, accepted ${formatCount(accepted)}, duplicate ${formatCount(duplicate)}, rejected ${formatCount(rejected)}`

function lines(file: string, report: ImportReport, seconds: number): string[] {
  const shown = report.problems.map(({ line, message }) => `    line ${line}: ${message}`)
  const more = report.rejected - report.problems.length
  return [
    `Read ${formatCount(report.read)} records of ${file} in ${seconds} s`,
    `  accepted   ${formatCount(report.accepted)}`,
    `  duplicate  ${formatCount(report.duplicate)}`,
    ...(report.optedOut > 0 ? [`  opted out  ${formatCount(report.optedOut)}`] : []),
    `  rejected   ${formatCount(report.rejected)}`,
    ...shown,
    ...(more > 0 ? [`    and ${formatCount(more)} more`] : []),
    `Folded ${formatCount(report.days)} days into ${formatCount(report.rows)} rows`,
  ]
}
