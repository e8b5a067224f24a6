import { createApiKey, type KeyKind, listApiKeys, revokeApiKey } from '@tidemark/workspace'
import { Command, Option } from 'commander'
import { formatTime, printResult, table } from '../output/print.ts'
import { withSession } from '../session/open-session.ts'
import { type CommonOptions, projectCommand } from '../session/options.ts'

/** `tidemark key create|list|revoke` */
export function keyCommand(): Command {
  return new Command('key')
    .description('ingest keys of a project')
    .addCommand(
      projectCommand('create', 'make a key; it is shown once')
        .option('--name <text>', 'what it is for', 'command line')
        .addOption(new Option('--kind <kind>', 'what it may do').choices(['write', 'read']).default('write'))
        .action(create),
    )
    .addCommand(projectCommand('list', 'list keys, newest first').action(list))
    .addCommand(projectCommand('revoke', 'revoke a key for good').argument('<id>', 'id of the key').action(revoke))
}

function create({ project, json, name, kind }: CommonOptions & { name: string; kind: KeyKind }): Promise<void> {
  return withSession(async (session) => {
    const { key, view } = await createApiKey(await session.openProject(project), { name, kind })
    printResult(json, { key, ...view }, [key])
  })
}

function list({ project, json }: CommonOptions): Promise<void> {
  return withSession(async (session) => {
    const keys = await listApiKeys(await session.openProject(project))
    const rows = keys.map((key) => [
      key.id,
      key.kind,
      `${key.prefix}...`,
      key.name,
      formatTime(key.createdAt),
      formatTime(key.lastUsedAt),
      formatTime(key.revokedAt),
    ])
    printResult(json, { keys }, table(['id', 'kind', 'key', 'name', 'created', 'last used', 'revoked'], rows))
  })
}

function revoke(id: string, { project, json }: CommonOptions): Promise<void> {
  return withSession(async (session) => {
    const view = await revokeApiKey(await session.openProject(project), id)
    printResult(json, view, [`revoked ${view.id} (${view.name})`])
  })
}
