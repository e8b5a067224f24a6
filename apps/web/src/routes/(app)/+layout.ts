import { redirect } from '@sveltejs/kit'
import { api } from '#lib/api/client.ts'
import { toApiError } from '#lib/api/errors.ts'
import { raise } from '#lib/api/raise.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ url, untrack }) => {
  try {
    return { session: await api.readSession() }
  } catch (thrown) {
    const error = toApiError(thrown)
    if (error.code === 'unauthenticated') {
      const next = untrack(() => url.pathname + url.search)
      redirect(307, next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`)
    }
    return raise(error)
  }
}
