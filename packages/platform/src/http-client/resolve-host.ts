import { lookup, Resolver } from 'node:dns/promises'

export type Address = { readonly address: string; readonly family: number }
export type Resolve = (host: string) => Promise<readonly Address[]>

export type ResolverOptions = {
  /** of one question to one server */
  readonly timeoutMs?: number
  /** questions to each server before it is given up */
  readonly tries?: number
  /** name servers as `address:port`; those of the system unless told */
  readonly servers?: readonly string[]
}

/**
 * Addresses of a name, asked of the name servers over sockets: `getaddrinfo` would hold one of the few threads of the
 * process for as long as a server is silent. Names that no server knows are looked up by the system, which has a hosts
 * file and search domains; servers that are silent are not asked a second time. Throws what node:dns throws.
 */
export function createResolve({ timeoutMs = 2_000, tries = 2, servers }: ResolverOptions = {}): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries })
  if (servers !== undefined) resolver.setServers([...servers])

  return async (host) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const found = [...toAddresses(v4, 4), ...toAddresses(v6, 6)]
    if (found.length > 0) return found
    for (const answer of [v4, v6])
      if (answer.status === 'rejected' && answer.reason.code === 'ETIMEOUT') throw answer.reason
    return lookup(host, { all: true, order: 'verbatim' })
  }
}

const toAddresses = (answer: PromiseSettledResult<string[]>, family: 4 | 6): Address[] =>
  answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
