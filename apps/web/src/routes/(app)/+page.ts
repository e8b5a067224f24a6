import { error, redirect } from '@sveltejs/kit'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  const { session } = await parent()
  const first = session.projects[0]
  if (first === undefined) error(403, 'You are not a member of any project yet. Ask an admin to add you.')
  redirect(307, `/p/${first.slug}`)
}
