import { forbidden, unauthenticated } from '@tidemark/platform'
import type { FoundKey, KeyFinder } from '@tidemark/workspace'

const KEY_IN_QUERY = /[?&](?:key|api_?key|write_?key|token|access_token)=|tm_(?:write|read)_/i
const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/i

type Credentials = { readonly url: string; readonly authorization: string | undefined }

const REFUSED = {
  write: 'This key may only read. Use a write key.',
  read: 'This key may only send events. Use a read key.',
} as const

/**
 * The project's key of a request. Throws `unauthenticated` without a known key, and where a key stands in the address
 * (addresses end up in logs); `forbidden` for a key that is revoked or of the other kind.
 */
export async function authenticateKey(
  keys: KeyFinder,
  kind: keyof typeof REFUSED,
  request: Credentials,
): Promise<FoundKey> {
  const header = `Send the header Authorization: Bearer <${kind} key>.`
  const query = request.url.indexOf('?')
  if (query !== -1 && KEY_IN_QUERY.test(request.url.slice(query)))
    throw unauthenticated(`Keys are not accepted in the address. ${header}`)
  const key = BEARER.exec(request.authorization ?? '')?.[1]
  if (key === undefined) throw unauthenticated(header)
  const found = await keys.find(key)
  if (found === null) throw unauthenticated('The key is not known.')
  if (found.revoked) throw forbidden('The key has been revoked.')
  if (found.kind !== kind) throw forbidden(REFUSED[kind])
  return found
}
