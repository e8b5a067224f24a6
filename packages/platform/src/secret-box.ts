import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

const VERSION = 1
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES

/** Secrets at rest: AES-256-GCM under a key derived from the master key. */
export type SecretBox = {
  /** Encrypts a text for one owner, such as the id of its row: moved to another row it cannot be opened. */
  seal(text: string, owner: string): Buffer
  /** Throws where the bytes are damaged, belong to another owner or were sealed with another key. */
  open(sealed: Uint8Array, owner: string): string
}

/** Sealed bytes are: version (1), key id (4), nonce (12), tag (16), ciphertext. */
export function createSecretBox(masterKey: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'tidemark secret box', 32))
  const keyId = createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES)
  const head = Buffer.concat([Buffer.of(VERSION), keyId])
  const bind = (owner: string) => Buffer.concat([head, Buffer.from(owner)])

  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bind(owner))
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), hidden])
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed)
      const tagAt = HEAD_BYTES + NONCE_BYTES
      if (bytes.length < tagAt + TAG_BYTES) throw new Error('the sealed secret is too short')
      if (!bytes.subarray(0, HEAD_BYTES).equals(head)) throw new Error('the secret was sealed with another master key')
      const opener = createDecipheriv('aes-256-gcm', key, bytes.subarray(HEAD_BYTES, tagAt)).setAAD(bind(owner))
      opener.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES))
      return Buffer.concat([opener.update(bytes.subarray(tagAt + TAG_BYTES)), opener.final()]).toString('utf8')
    },
  }
}
