import { randomBytes } from 'node:crypto'

// 32 characters that nobody mistakes for one another.
const ALPHABET = '23456789abcdefghijkmnpqrstuvwxyz'

/** A password of 80 random bits in four groups, as in `k7mf-9qwx-b3ht-zn5d`. */
export function makeReadablePassword(): string {
  const text = Array.from(randomBytes(16), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return text.replace(/.{4}(?=.)/g, '$&-')
}
