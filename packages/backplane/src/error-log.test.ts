import { expect, it, vi } from 'vitest'
import { createErrorLog } from './error-log.ts'

it('writes one line per kind and five seconds, and says how many it hid', () => {
  const warn = vi.fn()
  let now = 0
  const report = createErrorLog({ warn }, () => now)
  for (let i = 0; i < 100; i++) report('queue', new Error('down'))
  report('cache', new Error('down'))
  expect(warn).toHaveBeenCalledTimes(2)
  now = 5_000
  report('queue', new Error('down'))
  expect(warn).toHaveBeenLastCalledWith(expect.objectContaining({ hidden: 99 }), 'backplane: queue failed')
})
