import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createResolve } from './resolve-host.ts'

const TYPE_A = 1
const NXDOMAIN = 3
const open = new Set<Socket>()
afterEach(() => {
  for (const socket of open) socket.close()
  open.clear()
})

/** A name server that sends what `answer` makes of a question; null is silence. */
async function serve(answer: (question: Buffer) => Buffer | null): Promise<string> {
  const socket = createSocket('udp4')
  open.add(socket)
  socket.on('message', (question, from) => {
    const reply = answer(question)
    if (reply !== null) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

/** The reply to a question (RFC 1035, 4.1): its header and question, then one A record where `address` is told. */
function reply(asked: Buffer, code: number, address?: readonly number[]): Buffer {
  let end = 12
  while (asked[end] !== 0) end += asked[end]! + 1
  const head = Buffer.from(asked.subarray(0, end + 5))
  head.writeUInt16BE(0x8180 | code, 2)
  head.writeUInt16BE(address === undefined ? 0 : 1, 6)
  head.writeUInt32BE(0, 8)
  const record = address === undefined ? [] : [0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, ...address]
  return Buffer.concat([head, Buffer.from(record)])
}

const typeOf = (question: Buffer): number => {
  let end = 12
  while (question[end] !== 0) end += question[end]! + 1
  return question.readUInt16BE(end + 1)
}

test('asks the name servers', async () => {
  const server = await serve((asked) => reply(asked, 0, typeOf(asked) === TYPE_A ? [93, 184, 216, 34] : undefined))
  const resolve = createResolve({ servers: [server] })
  expect(await resolve('hooks.example.com')).toEqual([{ address: '93.184.216.34', family: 4 }])
})

test('gives up on servers that are silent, without the system being asked', async () => {
  const resolve = createResolve({ servers: [await serve(() => null)], timeoutMs: 50, tries: 1 })
  await expect(resolve('silent.example.com')).rejects.toMatchObject({ code: 'ETIMEOUT' })
})

test('asks the system for names that the servers do not know', async () => {
  const resolve = createResolve({ servers: [await serve((asked) => reply(asked, NXDOMAIN))] })
  const found = await resolve('localhost')
  expect(found.map(({ address }) => address).every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true)
  expect(found.length).toBeGreaterThan(0)
})
