import type { ProjectView, Role } from '@tidemark/contracts'
import type { Project } from '../context.ts'

type ProjectRow = {
  id: number
  organizationId: string
  slug: string
  name: string
  timezone: string
  weekStart: number
  rawRetentionDays: number | null
  privacyK: number | null
}

/** The columns of a project that verbs use. */
export const PROJECT_COLUMNS = {
  id: true,
  organizationId: true,
  slug: true,
  name: true,
  timezone: true,
  weekStart: true,
  rawRetentionDays: true,
  privacyK: true,
} as const satisfies Record<keyof ProjectRow, true>

export const toProject = ({ timezone, privacyK: _privacyK, ...row }: ProjectRow): Project => ({
  ...row,
  timeZone: timezone,
})

/** What a person may see of a project in which they hold `role`. */
export const toProjectView = (row: ProjectRow, role: Role): ProjectView => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  timeZone: row.timezone,
  weekStart: row.weekStart,
  privacyK: row.privacyK,
  role,
})
