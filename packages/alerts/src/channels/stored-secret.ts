import { conflict, type SecretBox } from '@tidemark/platform'

const NO_KEY = 'TIDEMARK_MASTER_KEY is not set, so nothing can be kept secret.'

/** Encrypts what a channel has to hide, bound to its id; null stays null. Throws `conflict` without a master key. */
export function sealSecret(
  secrets: SecretBox | null,
  channelId: string,
  secret: unknown,
): Uint8Array<ArrayBuffer> | null {
  if (secret === null) return null
  if (secrets === null) throw conflict(NO_KEY)
  return new Uint8Array(secrets.seal(JSON.stringify(secret), channelId))
}

/** What a channel hides. Throws where the master key is missing or another one than it was sealed with. */
export function openSecret(secrets: SecretBox | null, channelId: string, sealed: Uint8Array | null): unknown {
  if (sealed === null) return null
  if (secrets === null) throw new Error(NO_KEY)
  return JSON.parse(secrets.open(sealed, channelId))
}
