import { homeDashboard } from '#lib/catalog.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  const { catalog } = await parent()
  return { dashboard: homeDashboard(catalog) }
}
