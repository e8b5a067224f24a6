import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const COOKIE = 'tidemark.device'
const YEAR_SECONDS = 365 * 24 * 3600
const VALUE = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

const proofOf = (secret: string, nonce: string, email: string): Buffer =>
  createHmac('sha256', secret).update(`device\0${nonce}\0${email}`).digest()

function readCookie(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
}

/** The id of a device on which this person has logged in before, or null. Proven by a cookie that only we can make. */
export function knownDevice(secret: string, cookieHeader: string | undefined, email: string): string | null {
  const [, nonce, proof] = VALUE.exec(readCookie(cookieHeader) ?? '') ?? []
  if (nonce === undefined || proof === undefined) return null
  return timingSafeEqual(Buffer.from(proof, 'base64url'), proofOf(secret, nonce, email)) ? nonce : null
}

/** The Set-Cookie value that makes a device known for this person. */
export function deviceCookie(secret: string, email: string, secure: boolean): string {
  const nonce = randomBytes(16).toString('base64url')
  const value = `${nonce}.${proofOf(secret, nonce, email).toString('base64url')}`
  const flags = `Path=/api/auth; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}${secure ? '; Secure' : ''}`
  return `${COOKIE}=${value}; ${flags}`
}
