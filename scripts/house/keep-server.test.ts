import { expect, test } from 'vitest'
import { keepServer, type Server } from './keep-server.ts'

interface FakeServer extends Server {
  stopped: boolean
  crash(): void
}

function fakeServer(): FakeServer {
  const exited = Promise.withResolvers<void>()
  const server: FakeServer = {
    exited: exited.promise,
    stopped: false,
    crash: exited.resolve,
    stop: async () => {
      server.stopped = true
      exited.resolve()
    },
  }
  return server
}

const describeCrashes = async () => new Error('it crashed again and again')

test('a server that ends is started again, and the new one is stopped', async () => {
  const [first, second] = [fakeServer(), fakeServer()]
  const restarted = Promise.withResolvers<void>()
  const restart = async () => {
    restarted.resolve()
    return second
  }
  const kept = keepServer(first, { restart, describeCrashes })
  first.crash()
  await restarted.promise
  await kept.stop()
  expect(second.stopped).toBe(true)
})

test('one that is being started again when it is stopped is not left behind', async () => {
  const [first, second] = [fakeServer(), fakeServer()]
  const starting = Promise.withResolvers<void>()
  const started = Promise.withResolvers<FakeServer>()
  const restart = () => {
    starting.resolve()
    return started.promise
  }
  const kept = keepServer(first, { restart, describeCrashes })
  first.crash()
  await starting.promise
  const stopped = kept.stop()
  started.resolve(second)
  await stopped
  expect(second.stopped).toBe(true)
})

test('a server that is stopped is not started again', async () => {
  const restart = () => Promise.reject(new Error('nobody asked for it'))
  const kept = keepServer(fakeServer(), { restart, describeCrashes })
  await kept.stop()
  await expect(Promise.race([kept.gaveUp, Promise.resolve('stopped')])).resolves.toBe('stopped')
})

test('a restart that fails is told, and stopping still ends', async () => {
  const first = fakeServer()
  const restart = () => Promise.reject(new Error('the port is taken'))
  const kept = keepServer(first, { restart, describeCrashes })
  first.crash()
  await expect(kept.gaveUp).rejects.toThrow('the port is taken')
  await kept.stop()
})
