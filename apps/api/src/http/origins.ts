const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])
const ANY_ADDRESS = new Set(['0.0.0.0', '[::]'])

/** True for origins that browsers may call us from; `host` is the Host header of the request. */
export type OriginRule = (origin: string, host: string | undefined) => boolean

function parseOrigin(origin: string): URL | null {
  const url = URL.canParse(origin) ? new URL(origin) : null
  return url !== null && url.origin === origin ? url : null
}

/**
 * The public origin, and where that is this very machine, its other names. A server told to listen on every address
 * without a PUBLIC_URL has no name to insist on, so there the page must come from the host that is asked. Development
 * also takes pages from other ports of this machine, where their own server runs.
 */
export function createOriginRule(publicUrl: string, options: { development?: boolean } = {}): OriginRule {
  const own = new URL(publicUrl)
  return (origin, host) => {
    if (origin === own.origin) return true
    const from = parseOrigin(origin)
    if (from === null) return false
    if (LOOPBACK.has(from.hostname) && options.development === true) return true
    if (ANY_ADDRESS.has(own.hostname)) return from.host === host
    const sameMachine = LOOPBACK.has(from.hostname) && LOOPBACK.has(own.hostname)
    return sameMachine && from.port === own.port && from.protocol === own.protocol
  }
}
