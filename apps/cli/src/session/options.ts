import { FIRST_PROJECT } from '@tidemark/workspace'
import { Command } from 'commander'

export type CommonOptions = { project: string; json?: true }

/** A verb that works in one project: `--project` and `--json` mean the same everywhere. */
export function projectCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('-p, --project <slug>', 'project to work in', FIRST_PROJECT)
    .option('--json', 'print one line of JSON as the last line')
}

export type RangeOptions = CommonOptions & { from: string; to: string }

/** A verb over a stretch of one project's time. */
export function rangeCommand(name: string, description: string): Command {
  return projectCommand(name, description)
    .requiredOption('--from <when>', "first day (in the project's timezone) or instant")
    .requiredOption('--to <when>', 'day or instant it ends before')
}
