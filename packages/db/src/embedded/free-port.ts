import { createServer } from 'node:net'

/** Whether nobody listens on the port of 127.0.0.1. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** The wanted port when it is free, else the next free one above it. */
export async function nextFreePort(wanted: number): Promise<number> {
  let port = wanted
  while (!(await isFreePort(port))) port += 1
  return port
}
