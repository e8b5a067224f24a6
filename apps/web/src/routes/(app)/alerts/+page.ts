import { redirect } from '@sveltejs/kit'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ url, parent }) => {
  const { session } = await parent()
  const project = url.searchParams.get('project') ?? session.projects[0]?.slug
  redirect(307, project === undefined ? '/' : `/p/${project}/alerts`)
}
