import { createAddressList } from '../address-list.ts'
import { OutboundError, refuse } from './outbound-error.ts'
import { isReservedName, type OutboundTarget } from './outbound-target.ts'
import { isPublicAddress } from './public-address.ts'
import { type Address, createResolve, type Resolve } from './resolve-host.ts'

const WEB_PORTS: readonly number[] = [80, 443, 8080, 8443]

export type GuardOptions = {
  /** Addresses and CIDR ranges that may be connected to on any port, though they are private. */
  readonly allow: readonly string[]
  /** Ports of public addresses. */
  readonly ports?: readonly number[]
  readonly resolve?: Resolve
}

export type Guard = {
  /** The addresses that a target may be connected to, right now. Throws OutboundError `refused` or `unreachable`. */
  addressesOf(target: OutboundTarget): Promise<readonly Address[]>
  /** Throws OutboundError `refused` where a literal address may not be connected to; names are judged by `addressesOf`. */
  judgeLiteral(target: OutboundTarget): void
}

/** Decides where requests may go. One forbidden address among several refuses the name: the next answer may pick it. */
export function createGuard({ allow, ports = WEB_PORTS, resolve = createResolve() }: GuardOptions): Guard {
  const isAllowed = createAddressList(allow)

  function judge(target: OutboundTarget, address: string): void {
    if (isAllowed(address)) return
    if (!isPublicAddress(address)) throw refuse('private_address')
    if (isReservedName(target)) throw refuse('reserved_name')
    if (!ports.includes(target.port)) throw refuse('port')
  }

  const unknown = (target: OutboundTarget, cause?: unknown) =>
    isReservedName(target) ? refuse('reserved_name') : new OutboundError({ kind: 'unreachable', cause })

  return {
    judgeLiteral(target) {
      if (target.literal) judge(target, target.host)
    },
    async addressesOf(target) {
      const found = await resolve(target.host).catch((cause: unknown) => {
        throw unknown(target, cause)
      })
      if (found.length === 0) throw unknown(target)
      for (const { address } of found) judge(target, address)
      return found
    },
  }
}
