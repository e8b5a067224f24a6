import type { Server, Socket } from 'node:net'

export type ConnectionCap = {
  /** Connections at once from one address. */
  perAddress: number
  /** Addresses that stand for many clients, as our own proxies do. */
  isExempt(address: string): boolean
}

/** Ends connections beyond the cap of their address as soon as they open. */
export function capConnections(server: Server, { perAddress, isExempt }: ConnectionCap): void {
  const open = new Map<string, number>()

  function forget(address: string): void {
    const left = (open.get(address) ?? 1) - 1
    if (left > 0) open.set(address, left)
    else open.delete(address)
  }

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || isExempt(address)) return
    const count = (open.get(address) ?? 0) + 1
    open.set(address, count)
    socket.once('close', () => forget(address))
    if (count > perAddress) socket.destroy()
  })
}
