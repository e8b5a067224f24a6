import { redirect } from '@sveltejs/kit'
import { workflowsHref } from '#lib/url/links.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = ({ params, url }) => {
  redirect(307, workflowsHref(params.project, null, new URLSearchParams(url.search)))
}
