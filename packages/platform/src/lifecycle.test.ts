import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { createLifecycle } from './lifecycle.ts'

function setUp() {
  const source = new EventEmitter()
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn(), fatal: vi.fn() }
  const exited = Promise.withResolvers<number>()
  const exit = vi.fn((code: number) => exited.resolve(code))
  const lifecycle = createLifecycle({ log, exit, source: source as unknown as NodeJS.Process })
  return { source, log, exit, exited: exited.promise, lifecycle }
}

it('runs the steps in reverse order and exits 0 on SIGTERM', async () => {
  const { source, exited, lifecycle } = setUp()
  const order: string[] = []
  lifecycle.onClose('first', () => order.push('first'))
  lifecycle.onClose('second', async () => order.push('second'))
  lifecycle.onClose('gone', () => order.push('gone'))()
  source.emit('SIGTERM')
  expect(lifecycle.closing).toBe(true)
  expect(await exited).toBe(0)
  expect(order).toEqual(['second', 'first'])
})

it('goes on after a step that fails or misses its deadline', async () => {
  const { source, log, exited, lifecycle } = setUp()
  const closed = vi.fn()
  lifecycle.onClose('last', closed)
  lifecycle.onClose('stuck', () => new Promise(() => undefined), { deadlineMs: 1 })
  lifecycle.onClose('broken', () => {
    throw new Error('no')
  })
  source.emit('SIGINT')
  expect(await exited).toBe(0)
  expect(closed).toHaveBeenCalledOnce()
  expect(log.warn).toHaveBeenCalledOnce()
  expect(log.error).toHaveBeenCalledOnce()
})

it('exits 1 after an unhandled rejection, drained', async () => {
  const { source, log, exited, lifecycle } = setUp()
  const closed = vi.fn()
  lifecycle.onClose('pool', closed)
  source.emit('unhandledRejection', new Error('oops'))
  expect(await exited).toBe(1)
  expect(closed).toHaveBeenCalledOnce()
  expect(log.fatal).toHaveBeenCalledOnce()
})

it('leaves at once on a second signal', () => {
  const { source, exit, lifecycle } = setUp()
  lifecycle.onClose('stuck', () => new Promise(() => undefined))
  source.emit('SIGINT')
  source.emit('SIGINT')
  expect(exit).toHaveBeenCalledWith(130)
})
