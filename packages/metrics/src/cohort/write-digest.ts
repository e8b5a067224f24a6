import type { CohortCell, CohortGroup, CohortResult } from '@tidemark/contracts'

/** One stored cohort table: of the whole, or by one dimension. */
export interface CohortTable {
  /** pack.cohort */
  readonly cohort: string
  readonly breakdown: string | null
  readonly result: CohortResult
}

const percent = (rate: number | null): string => (rate === null ? '' : `${Math.round(rate * 1000) / 10} %`)

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const head = (names: readonly string[]): string[] => [row(names), row(names.map((_, i) => (i === 0 ? '---' : '---:')))]

/** Everything that is still open ends with a *. */
const showCell = (cell: CohortCell, isOpen: boolean): string => {
  if (cell.state === 'suppressed') return 'few'
  if (cell.rate === null) return ''
  return `${percent(cell.rate)}${isOpen ? ' *' : ''}`
}

function wholeTable({ cohorts, groups, periods, period }: CohortResult): string[] {
  const [whole] = groups
  if (whole === undefined) return []
  const closed = cohorts.filter(({ open }) => !open).length
  const since = Array.from({ length: periods }, (_, i) => String(i))
  return [
    ...head([`${period} of`, 'actors', ...since]),
    ...cohorts.map(({ date, open }, i) => {
      const { size, cells } = whole.rows[i]!
      return row([
        date,
        `${size ?? 'few'}${open ? ' *' : ''}`,
        ...cells.map((cell, at) => showCell(cell, i + at >= closed)),
      ])
    }),
    row(['all that is over', '', ...whole.pooled.map(({ rate }) => percent(rate))]),
  ]
}

const nameOf = ({ key, role }: CohortGroup): string => (role === 'other' ? 'all others' : (key[0] ?? '(none)'))

function sliceTable(breakdown: string, { groups, periods }: CohortResult): string[] {
  const told = ({ rows }: CohortGroup) => rows.reduce((sum, { size }) => sum + (size ?? 0), 0)
  const since = Array.from({ length: periods }, (_, i) => String(i))
  return [
    ...head([breakdown, 'actors', ...since]),
    ...groups
      .filter(({ role }) => role !== 'all')
      .map((group) => row([nameOf(group), String(told(group)), ...group.pooled.map(({ rate }) => percent(rate))])),
  ]
}

function change({ activity, cohorts, period }: CohortResult): string[] {
  const last = activity.at(-1)
  const before = activity.at(-2)
  if (last === undefined) return []
  const so = cohorts.at(-1)?.open ? ' so far' : ''
  const then = before === undefined ? '' : ` (the ${period} before: ${before.newcomers} and ${before.returning})`
  return [`This ${period}${so}, ${last.newcomers} came for the first time and ${last.returning} came back${then}.`, '']
}

function section(tables: readonly CohortTable[]): string[] {
  const whole = tables.find(({ breakdown }) => breakdown === null)
  if (whole === undefined) return []
  const { receipt, period } = whole.result
  return [
    `## ${receipt.title} (${whole.cohort}), by ${period}`,
    '',
    ...receipt.definition.map((line) => `- ${line}`),
    '',
    ...change(whole.result),
    ...wholeTable(whole.result),
    '',
    ...tables.flatMap(({ breakdown, result }) => (breakdown === null ? [] : [...sliceTable(breakdown, result), ''])),
    ...receipt.notices.flatMap((notice) => [`> ${notice}`, '']),
  ]
}

/**
 * Cohort tables of one day as Markdown for a review document: per cohort how many began and which share came back, who is
 * new and who returns, and the same by each declared dimension over all cohorts that are over. Pure.
 */
export function writeDigest(day: string, tables: readonly CohortTable[]): string {
  const cohorts = [...new Set(tables.map(({ cohort }) => cohort))]
  const lines = [
    `# Cohorts as of ${day}`,
    '',
    'Share of actors who came back, by periods since their first event. * is still open; few is too few people to tell.',
    '',
    ...cohorts.flatMap((id) => section(tables.filter(({ cohort }) => cohort === id))),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
