import { createProject, listProjects } from '@tidemark/workspace'
import { Command, InvalidArgumentError } from 'commander'
import { printResult, table } from '../output/print.ts'
import { withSession } from '../session/open-session.ts'

type CreateFlags = { name?: string; timezone: string; weekStart: number; json?: true }

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** `tidemark project list|create` */
export function projectsCommand(): Command {
  const json = '--json'
  const jsonHelp = 'print one line of JSON as the last line'
  return new Command('project')
    .description('projects of this installation')
    .addCommand(new Command('list').description('list all projects').option(json, jsonHelp).action(list))
    .addCommand(
      new Command('create')
        .description('make a project')
        .argument('<slug>', 'lower-case letters, digits and dashes')
        .option('--name <text>', 'shown name, the slug unless told')
        .option('--timezone <zone>', 'IANA name that decides where days begin', 'UTC')
        .option('--week-start <day>', 'first day of the week', parseDay, 0)
        .option(json, jsonHelp)
        .action(create),
    )
}

function parseDay(text: string): number {
  const day = DAYS.indexOf(text.toLowerCase())
  if (day === -1) throw new InvalidArgumentError(`use one of ${DAYS.join(', ')}`)
  return day
}

function list({ json }: { json?: true }): Promise<void> {
  return withSession(async ({ ctx }) => {
    const projects = await listProjects(ctx)
    const rows = projects.map(({ slug, name, timeZone, weekStart }) => [slug, name, timeZone, DAYS[weekStart] ?? ''])
    printResult(json, { projects }, table(['slug', 'name', 'timezone', 'week starts'], rows))
  })
}

function create(slug: string, { name = slug, timezone, weekStart, json }: CreateFlags): Promise<void> {
  return withSession(async ({ ctx }) => {
    const project = await createProject(ctx, { slug, name, timeZone: timezone, weekStart })
    printResult(json, project, [`created ${project.slug}`])
  })
}
