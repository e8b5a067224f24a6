import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'

function capture(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger('test', { level: 'trace', destination: { write: (line) => void lines.push(line) } }))
  return lines.join('')
}

it('redacts secrets wherever they usually sit', () => {
  const text = capture((log) => {
    log.info({ authorization: 'hunter2', req: { headers: { authorization: 'hunter2', cookie: 'hunter2' } } }, 'a')
    log.info({ input: { password: 'hunter2' }, headers: { 'set-cookie': 'hunter2', 'x-api-key': 'hunter2' } }, 'b')
    log.info({ config: { db: { connectionString: 'hunter2' } } }, 'c')
  })
  expect(text).not.toContain('hunter2')
  expect(text).toContain('***')
})

it('hides passwords that errors quote', () => {
  const text = capture((log) =>
    log.error({ err: new Error('connect postgres://app:hunter2@db:5432/x failed') }, 'down'),
  )
  expect(text).not.toContain('hunter2')
  expect(text).toContain('postgres://app:***@db:5432/x')
})
