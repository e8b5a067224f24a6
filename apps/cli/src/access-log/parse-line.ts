/** What one line of a combined (or common) access log says about a request. */
export type LoggedRequest = {
  /** client address as logged */
  readonly client: string
  /** RFC 3339, with the zone of the line */
  readonly ts: string
  readonly method: string
  /** path without query and fragment, at most 256 characters */
  readonly route: string
  readonly status: number
  /** body bytes sent; absent where the log says `-` */
  readonly bytes?: number
}

// Referer and user agent follow, but nothing of them is kept, so a line that breaks off inside them still counts.
const LINE =
  /^(\S+) \S+ .*?\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?:\s|$)/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])
const ROUTE_LENGTH = 256
/** Stands for a request line that is not HTTP, as scanners and broken clients send. */
const UNREADABLE = '(unreadable)'

/** Reads one line; null where it is not a line of an access log. Pure. */
export function parseLine(line: string): LoggedRequest | null {
  const match = LINE.exec(line)
  if (match === null) return null
  const [, client, day, monthName, year, time, zoneHours, zoneMinutes, request, status, bytes] = match
  const month = MONTHS.indexOf(monthName ?? '') + 1
  if (month === 0) return null
  return {
    client: client ?? '',
    ts: `${year}-${String(month).padStart(2, '0')}-${day}T${time}${zoneHours}:${zoneMinutes}`,
    ...readRequest(request ?? ''),
    status: Number(status),
    ...(bytes === '-' ? {} : { bytes: Number(bytes) }),
  }
}

function readRequest(request: string): { method: string; route: string } {
  const match = /^([A-Za-z]+) (\S.*?)(?: HTTP\/[\d.]+)?$/.exec(request)
  if (match === null) return { method: 'OTHER', route: UNREADABLE }
  const [, method = '', target = ''] = match
  return { method: METHODS.has(method) ? method : 'OTHER', route: pathOf(target) }
}

function pathOf(target: string): string {
  // Proxies log the absolute form, http://host/path.
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '')
  return path === '' ? '/' : path.slice(0, ROUTE_LENGTH)
}
