import { buildCatalog, catalogView } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { Command } from 'commander'
import { printResult, table } from '../output/print.ts'

/** `tidemark catalog`: what is declared. Needs no database. */
export function catalogCommand(): Command {
  return new Command('catalog')
    .description('list the event types and metrics of the installed packs')
    .option('--json', 'print one line of JSON as the last line')
    .action(show)
}

function show({ json }: { json?: true }): void {
  const view = catalogView(buildCatalog(packs))
  const events = view.events.map((event) => [
    event.type,
    event.dimensions.map(({ name, optional }) => (optional ? `${name}?` : name)).join(' '),
    event.measures.map(({ name, optional }) => (optional ? `${name}?` : name)).join(' '),
  ])
  const metrics = view.metrics.map((metric) => [metric.id, metric.unit, metric.definition])
  printResult(json, view, [
    ...table(['event', 'dimensions', 'measures'], events),
    '',
    ...table(['metric', 'unit', 'definition'], metrics),
  ])
}
