import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { capConnections } from './connection-cap.ts'

it('ends connections beyond the cap and takes new ones when others leave', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined))
  capConnections(server, { perAddress: 2, isExempt: () => false })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  const open = async (): Promise<Socket> => {
    const accepted = once(server, 'connection')
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    await accepted
    return socket
  }
  const count = () => new Promise<number>((resolve) => server.getConnections((_error, n) => resolve(n)))
  const first = await open()
  await open()
  await once(await open(), 'close')
  expect(await count()).toBe(2)
  first.destroy()
  while ((await count()) > 1) await new Promise(setImmediate)
  await open()
  expect(await count()).toBe(2)
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets) socket.destroy()
  await closed
})
