import { createAuthClient } from 'better-auth/client'

const auth = createAuthClient()

/** Signs in with a cookie session. Answers null, or what to tell the person. */
export const signIn = async (email: string, password: string): Promise<string | null> => {
  try {
    const { error } = await auth.signIn.email({ email, password })
    if (error === null) return null
    if (error.status === 401 || error.status === 400 || error.status === 403) return 'E-mail or password is wrong.'
    if (error.status === 429) return 'Too many attempts. Wait a minute and try again.'
    return 'Signing in failed on the server. Try again.'
  } catch {
    return 'The server cannot be reached. Try again.'
  }
}

/** Ends the session on the server. */
export const signOut = async (): Promise<void> => {
  await auth.signOut()
}
