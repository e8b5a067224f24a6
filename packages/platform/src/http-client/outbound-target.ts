import { isIP } from 'node:net'
import { refuse } from './outbound-error.ts'

const URL_LENGTH_MAX = 2_048
const HOST_LENGTH_MAX = 253
// The URL parser drops line breaks and tabs and reads a backslash as a slash: what people see must be what is asked.
const UNSEEN = /[\s\\\p{Cc}\p{Cf}]/u
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
/** Names that by standard or habit only private networks answer. */
const RESERVED_SUFFIX = /(?:^|\.)(?:localhost|local|internal|localdomain|intranet|private|corp|home|lan|home\.arpa)$/

/** Where a request goes, in the parts that are connected to. */
export type OutboundTarget = {
  readonly secure: boolean
  /** lower case, without the brackets of IPv6 and without a last dot */
  readonly host: string
  /** the host is an IP address: nothing will be resolved */
  readonly literal: boolean
  readonly port: number
  /** path and query */
  readonly path: string
}

/** Reads a URL that somebody typed. Throws OutboundError `refused`. Pure. */
export function readTarget(text: string): OutboundTarget {
  if (text.length > URL_LENGTH_MAX || UNSEEN.test(text)) throw refuse('malformed')
  const url = URL.parse(text)
  if (url === null) throw refuse('malformed')
  const usual = DEFAULT_PORTS[url.protocol]
  if (usual === undefined) throw refuse('scheme')
  if (url.username !== '' || url.password !== '') throw refuse('credentials')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (host === '' || host.length > HOST_LENGTH_MAX) throw refuse('malformed')
  return {
    secure: url.protocol === 'https:',
    host,
    literal: isIP(host) !== 0,
    port: url.port === '' ? usual : Number(url.port),
    path: `${url.pathname}${url.search}`,
  }
}

/** Whether a name can only mean a machine nearby: reserved, or completed from the search list of this machine. Pure. */
export const isReservedName = ({ host, literal }: OutboundTarget): boolean =>
  !literal && (!host.includes('.') || RESERVED_SUFFIX.test(host))
