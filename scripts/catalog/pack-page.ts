import type { CatalogView, EventSpec, PackSpec } from '@tidemark/contracts'

type MetricView = CatalogView['metrics'][number]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
]

const titleOf = (title: string, name: string): string => (title === '' ? name : title)

function fieldsOf({ dimensions, measures }: EventSpec): string[][] {
  const marks = (...marks: (string | false)[]) => marks.filter((mark) => mark !== false).join(', ')
  return [
    ...Object.entries(dimensions).map(([name, spec]) => [
      `\`${name}\``,
      titleOf(spec.title, name),
      spec.values === undefined || spec.type === 'flag' ? spec.type : spec.values.join(', '),
      marks(
        spec.optional && 'optional',
        spec.personal && 'personal',
        !spec.kept && 'raw only',
        `up to ${spec.budget} values`,
      ),
    ]),
    ...Object.entries(measures).map(([name, spec]) => [
      `\`${name}\``,
      titleOf(spec.title, name),
      spec.currency === undefined ? spec.unit : `minor units of \`${spec.currency}\``,
      marks(spec.optional && 'optional', spec.integer && 'whole'),
    ]),
  ]
}

function eventSection(event: EventSpec): string[] {
  const { sampling } = event
  const facts = [
    `version ${event.version}`,
    ...(event.consent === 'required' ? ['only with consent'] : []),
    ...(sampling === undefined
      ? []
      : [
          `sampled at ${sampling.rate * 100} %${sampling.ceiling === undefined ? '' : `, at most ${sampling.ceiling * 100} %`} with the group ${sampling.group}`,
        ]),
  ]
  const fields = fieldsOf(event)
  return [
    `### ${event.title} (\`${event.type}\`)`,
    '',
    `${facts.join(', ')}.`,
    '',
    ...(fields.length > 0 ? [...table(['field', 'title', 'takes', ''], fields), ''] : []),
  ]
}

const named = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : [`## ${title}`, '', ...table(head, rows), '']

const hours = (ms: number): string => (ms % 86_400_000 === 0 ? `${ms / 86_400_000} d` : `${ms / 3_600_000} h`)

function sequenceSections(pack: PackSpec): string[] {
  return [
    ...named(
      'Funnels',
      ['name', 'steps', 'of', 'within'],
      Object.entries(pack.funnels).map(([name, { steps, unit, withinMs }]) => [
        `\`${name}\``,
        steps.map(({ title }) => title).join(' → '),
        unit,
        hours(withinMs),
      ]),
    ),
    ...named(
      'Cohorts',
      ['name', 'title', 'by', 'split by'],
      Object.entries(pack.cohorts).map(([name, { title, period, by }]) => [
        `\`${name}\``,
        title,
        period,
        by.join(', '),
      ]),
    ),
    ...named(
      'Getting stuck',
      ['name', 'title', 'steps without progress'],
      Object.entries(pack.stalls).map(([name, { title, steps }]) => [`\`${name}\``, title, String(steps)]),
    ),
  ]
}

function steeringSections(pack: PackSpec): string[] {
  return [
    ...named(
      'Objectives',
      ['name', 'title', 'objective', 'window'],
      Object.entries(pack.slos).map(([name, { title, objective, window }]) => [
        `\`${name}\``,
        title,
        `${Number((objective * 100).toPrecision(12))} %`,
        window,
      ]),
    ),
    ...named(
      'Health',
      ['part', 'metric', 'healthy', 'unhealthy'],
      Object.values(pack.subsystems).map(({ title, metric, stat, healthy, unhealthy }) => [
        title,
        `\`${metric}\`${stat === undefined ? '' : ` ${stat}`}`,
        `${healthy.op} ${healthy.value}`,
        `${unhealthy.op} ${unhealthy.value}`,
      ]),
    ),
    ...named(
      'Default rules',
      ['name', 'true when', 'for', 'severity', 'what helps'],
      Object.entries(pack.rules).map(([name, { metric, stat, condition, forMs, severity, levers }]) => [
        `\`${name}\``,
        `\`${metric}\`${stat === undefined ? '' : ` ${stat}`} ${condition.op} ${condition.value}`,
        `${forMs / 1000} s`,
        severity,
        levers.map((lever) => pack.levers[lever]?.action ?? lever).join('; '),
      ]),
    ),
  ]
}

/** The page of facts about a pack, the same for the same declarations. Pure. */
export function packPage(pack: PackSpec, metrics: readonly MetricView[]): string {
  const lines = [
    `# ${pack.title}`,
    '',
    `Made by \`npm run catalog\` from \`packages/packs/src/${pack.name}\`. Version ${pack.version}.`,
    '',
    ...named(
      'Metrics',
      ['id', 'title', 'definition', 'unit', 'better', 'by'],
      metrics.map((metric) => [
        `\`${metric.id}\` v${metric.version}`,
        metric.title,
        `\`${metric.definition}\``,
        metric.unit,
        metric.better,
        metric.dimensions.join(', '),
      ]),
    ),
    ...sequenceSections(pack),
    ...steeringSections(pack),
    '## Events',
    '',
    ...pack.events.flatMap(eventSection),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
