import { createHash, randomBytes } from 'node:crypto'

export type KeyKind = 'write' | 'read'

const KEY = /^tm_(?:write|read)_[A-Za-z0-9_-]{43}$/

/** A new key with 256 random bits. */
export const makeKeyText = (kind: KeyKind): string => `tm_${kind}_${randomBytes(32).toString('base64url')}`

/** True where a text has the form of a key; says nothing about whether it exists. */
export const isKeyText = (text: string): boolean => KEY.test(text)

/** SHA-256 of the key, the only form that is stored: keys have too much entropy to need a slow hash. */
export const hashKey = (key: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHash('sha256').update(key).digest())

/** What lists show of a key. */
export const keyPrefix = (key: string): string => key.slice(0, 12)
