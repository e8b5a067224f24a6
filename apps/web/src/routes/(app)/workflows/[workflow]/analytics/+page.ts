import { redirect } from '@sveltejs/kit'
import { workflowsHref } from '#lib/url/links.ts'
import type { PageLoad } from './$types'

/** A workflow belongs to a project: the one that is named, or else the first. */
export const load: PageLoad = async ({ params, url, parent }) => {
  const { session } = await parent()
  const rest = new URLSearchParams(url.search)
  const project = rest.get('project') ?? session.projects[0]?.slug
  rest.delete('project')
  redirect(307, project === undefined ? '/' : workflowsHref(project, params.workflow, rest))
}
