import { ROLES, type Role } from '@tidemark/contracts'
import { createPerson, type PersonLogin, resetPassword } from '@tidemark/workspace'
import { Command, Option } from 'commander'
import { printResult } from '../output/print.ts'
import { withSession } from '../session/open-session.ts'
import { type CommonOptions, projectCommand } from '../session/options.ts'

type CreateFlags = CommonOptions & { name?: string; role: Role }

/** `tidemark user create|password` */
export function userCommand(): Command {
  return new Command('user')
    .description('people who may log in')
    .addCommand(
      projectCommand('create', 'make a person; the password is shown once')
        .argument('<email>', 'address to log in with')
        .option('--name <text>', 'shown name, the address unless told')
        .addOption(new Option('--role <role>', 'what they may do in the project').choices(ROLES).default('viewer'))
        .action(create),
    )
    .addCommand(
      new Command('password')
        .description('give a person a new password, shown once, and end their sessions')
        .argument('<email>', 'address they log in with')
        .option('--json', 'print one line of JSON as the last line')
        .action(reset),
    )
}

function create(email: string, { project, name = email, role, json }: CreateFlags): Promise<void> {
  return withSession(async ({ ctx }) => show(json, await createPerson(ctx, { email, name, project, role })))
}

function reset(email: string, { json }: { json?: true }): Promise<void> {
  return withSession(async ({ ctx }) => show(json, await resetPassword(ctx, { email })))
}

function show(json: boolean | undefined, login: PersonLogin): void {
  printResult(json, login, [`E-mail    ${login.email}`, `Password  ${login.password}`])
}
