import type { TaggedTest } from './tagged-tests.ts'

/** The rows that must be shown, by capability, and the highest number of each kind of row (SLO-01) and fault (F1). */
export type Rows = {
  readonly capabilities: readonly { readonly title: string; readonly rows: readonly string[] }[]
  readonly highest: Readonly<Record<string, number>>
  readonly highestFault: Readonly<Record<string, number>>
}

export type CoverageReport = { readonly markdown: string; readonly problems: readonly string[] }

const HEAD = `# Which tests show which requirements

Made by \`npm run coverage\` from the ids at the end of test titles; \`npm test\` fails when a row has no test, a tag names an id that does not exist, or this page is behind.
`

/** The page, the same for the same tests in any order, and what keeps it from being complete. Pure. */
export function reportCoverage(known: Rows, tests: readonly TaggedTest[]): CoverageReport {
  const { capabilities } = known
  const shown = new Map<string, TaggedTest[]>()
  for (const test of tests) for (const id of test.ids) shown.set(id, [...(shown.get(id) ?? []), test])
  const required = new Set(capabilities.flatMap(({ rows }) => rows))
  const others = [...shown.keys()].filter((id) => !required.has(id)).sort()
  const section = (title: string, rows: readonly string[]) =>
    [`## ${title}`, '', ...rows.flatMap((id) => linesOf(id, shown.get(id) ?? []))].join('\n')
  const sections = capabilities.map(({ title, rows }) => section(title, rows))
  if (others.length > 0) sections.push(section('Shown beyond that', others))
  return {
    markdown: `${[HEAD, ...sections].join('\n')}\n`,
    problems: [
      ...[...required].filter((id) => !shown.has(id)).map((id) => `${id} is shown by no test`),
      ...tests.flatMap(({ path, title, ids }) =>
        ids.filter((id) => !exists(known, id)).map((id) => `${path}: "${title}" names ${id}, which does not exist`),
      ),
    ],
  }
}

function exists({ highest, highestFault }: Rows, id: string): boolean {
  const [, kind = '', dash, number] = /^([A-Z]+)(-?)(\d+)$/.exec(id) ?? []
  const most = (dash === '-' ? highest : highestFault)[kind] ?? 0
  return Number(number) >= 1 && Number(number) <= most
}

function linesOf(id: string, tests: readonly TaggedTest[]): string[] {
  const lines = tests.map(({ path, title }) => `  - \`${path}\`: ${title.replaceAll(/\s+/g, ' ')}`)
  return [`- **${id}**`, ...(lines.length > 0 ? [...new Set(lines)].sort() : ['  - no test'])]
}
