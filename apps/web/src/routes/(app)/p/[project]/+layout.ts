import { error } from '@sveltejs/kit'
import { api } from '#lib/api/client.ts'
import { raise } from '#lib/api/raise.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ params, parent }) => {
  // asked for before the session is known, so that both travel in one request
  const [catalog, { session }] = await Promise.all([
    api.readCatalog(params.project).catch((thrown: unknown) => ({ thrown })),
    parent(),
  ])
  const project = session.projects.find((known) => known.slug === params.project)
  if (project === undefined) error(404, 'There is no such project, or you are not a member of it.')
  if ('thrown' in catalog) return raise(catalog.thrown)
  return { project, catalog }
}
