import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { invalid } from '@tidemark/platform'

/** A file's content, inflated where it is gzip (told by its first bytes, not by its name). Throws `invalid_input`. */
export async function* openFile(path: string): AsyncGenerator<Buffer> {
  const zipped = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  if (!zipped) return yield* file
  const gunzip = createGunzip()
  // A failure of either stream reaches the reader through gunzip; awaiting the pipeline too would tell it twice.
  const piping = pipeline(file, gunzip).catch(() => undefined)
  try {
    yield* gunzip
  } catch (cause) {
    throw invalid(`${path} is damaged: it cannot be inflated to its end.`, { cause })
  } finally {
    gunzip.destroy()
    await piping
  }
}

/**
 * SHA-256 of the (inflated) content, in hex. Together with a line number it names a line for good, so that a second
 * import of the same content, zipped or not, finds its events there already.
 */
export async function fingerprintFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of openFile(path)) hash.update(chunk)
  return hash.digest('hex')
}

async function isGzip(path: string): Promise<boolean> {
  try {
    await using file = await open(path)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } catch (cause) {
    throw invalid(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { cause })
  }
}
