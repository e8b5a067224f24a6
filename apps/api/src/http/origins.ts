const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * The origins that browsers may call us from: the public one, and where that is this very machine, its other names.
 */
export function allowedOrigins(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl)
  if (!LOOPBACK.includes(url.hostname)) return [url.origin]
  const port = url.port === '' ? '' : `:${url.port}`
  return LOOPBACK.map((host) => `${url.protocol}//${host}${port}`)
}
