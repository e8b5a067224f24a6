/** Why a URL is not connected to; the words are safe to show to the person who gave it. */
const REFUSALS = {
  malformed: 'the address cannot be read',
  scheme: 'the address does not start with http:// or https://',
  credentials: 'the address carries a user name or password',
  port: 'the port is not one that web servers use',
  reserved_name: 'the name is reserved for private networks',
  private_address: 'the name or address leads into a private network',
} as const
export type Refusal = keyof typeof REFUSALS

type Failure =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer: name not found, connection refused or broken, bad certificate. */
  | { readonly kind: 'unreachable'; readonly cause?: unknown }
  /** The deadline to connect, or for the whole exchange, has passed. */
  | { readonly kind: 'timeout'; readonly phase: 'connect' | 'total' }

function describe(failure: Failure): string {
  if (failure.kind === 'refused') return REFUSALS[failure.refusal]
  if (failure.kind === 'timeout')
    return failure.phase === 'connect' ? 'no connection in time' : 'no complete answer in time'
  const code = (failure.cause as NodeJS.ErrnoException | undefined)?.code
  return code === undefined ? 'the receiver cannot be reached' : `the receiver cannot be reached (${code})`
}

/** An outbound request that got no answer. `refused` is final; the others may pass. */
export class OutboundError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(describe(failure), 'cause' in failure ? { cause: failure.cause } : undefined)
    this.name = 'OutboundError'
    this.failure = failure
  }
}

export const refuse = (refusal: Refusal): OutboundError => new OutboundError({ kind: 'refused', refusal })
