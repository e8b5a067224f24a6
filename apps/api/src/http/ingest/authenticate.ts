import { forbidden, unauthenticated } from '@tidemark/platform'
import type { FoundKey, KeyFinder } from '@tidemark/workspace'

const KEY_IN_QUERY = /[?&](?:key|api_?key|write_?key|token|access_token)=|tm_(?:write|read)_/i
const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/i

/**
 * The project's write key of a request. Throws `unauthenticated` without a known key, and where a key stands in the
 * address (addresses end up in logs); `forbidden` for a key that is revoked or may only read.
 */
export async function authenticateWriter(
  keys: KeyFinder,
  request: { readonly url: string; readonly authorization: string | undefined },
): Promise<FoundKey> {
  const query = request.url.indexOf('?')
  if (query !== -1 && KEY_IN_QUERY.test(request.url.slice(query)))
    throw unauthenticated('Keys are not accepted in the address. Send the header Authorization: Bearer <write key>.')
  const key = BEARER.exec(request.authorization ?? '')?.[1]
  if (key === undefined) throw unauthenticated('Send the header Authorization: Bearer <write key>.')
  const found = await keys.find(key)
  if (found === null) throw unauthenticated('The key is not known.')
  if (found.revoked) throw forbidden('The key has been revoked.')
  if (found.kind !== 'write') throw forbidden('This key may only read. Use a write key.')
  return found
}
