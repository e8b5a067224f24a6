import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { hasRedis, startRedis } from './redis.ts'

function send(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${command}\r\n`))
    socket.once('error', reject)
    socket.once('data', (reply) => {
      socket.destroy()
      resolve(reply.toString().trim())
    })
  })
}

it.skipIf(!hasRedis())('keeps an acknowledged write over a kill', async () => {
  const redis = await startRedis()
  if (!redis) throw new Error('redis-server vanished')
  expect(await send(redis.url, 'SET kept 42')).toBe('+OK')
  await redis.restart()
  expect(await send(redis.url, 'GET kept')).toContain('42')
  await redis.stop()
})
