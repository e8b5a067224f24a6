import { error } from '@sveltejs/kit'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  const { catalog } = await parent()
  const dashboard = catalog.dashboards.find((known) => known.id === params.dashboard)
  if (dashboard === undefined) error(404, 'There is no such dashboard.')
  return { dashboard }
}
