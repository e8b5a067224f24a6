import { type Clock, unavailable } from '@tidemark/platform'
import { type Auth, SESSION_ABSOLUTE_MS } from './create-auth.ts'

export type SignedIn = {
  readonly sessionId: string
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
}

export type ResolvedSession = {
  readonly signedIn: SignedIn | null
  /** Set-Cookie values that keep a session in use alive. */
  readonly cookies: readonly string[]
}

async function readSession(auth: Auth, headers: Headers, now: Clock): Promise<ResolvedSession> {
  const { headers: answered, response } = await auth.api.getSession({ headers, returnHeaders: true })
  if (response === null) return { signedIn: null, cookies: answered.getSetCookie() }
  const { session, user } = response
  if (now() - session.createdAt.getTime() > SESSION_ABSOLUTE_MS) {
    const { internalAdapter } = await auth.$context
    await internalAdapter.deleteSession(session.token)
    return { signedIn: null, cookies: [] }
  }
  const { id, name, email } = user
  return { signedIn: { sessionId: session.id, user: { id, name, email } }, cookies: answered.getSetCookie() }
}

/**
 * Who the cookies of a request belong to. A session past its absolute limit is ended. Throws `unavailable` where nobody
 * can say: a session is never guessed.
 */
export async function resolveSession(auth: Auth, headers: Headers, now: Clock): Promise<ResolvedSession> {
  if (!headers.has('cookie')) return { signedIn: null, cookies: [] }
  return readSession(auth, headers, now).catch((cause: unknown) => {
    throw unavailable(undefined, { cause })
  })
}
