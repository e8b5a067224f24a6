import { describe, expect, it } from 'vitest'
import { BackplaneConfigError } from '../config-error.ts'
import { assertKeepsKeys } from './policy.ts'

const info = (policy: string) => `# Memory\r\nused_memory:1\r\nmaxmemory_policy:${policy}\r\nmaxmemory:0\r\n`

describe('assertKeepsKeys', () => {
  it('passes a server that evicts nothing, and one that does not tell', () => {
    expect(() => assertKeepsKeys(info('noeviction'))).not.toThrow()
    expect(() => assertKeepsKeys('# Memory\r\n')).not.toThrow()
  })

  it.each(['allkeys-lru', 'volatile-ttl'])('refuses %s with exit code 78', (policy) => {
    expect(() => assertKeepsKeys(info(policy))).toThrow(BackplaneConfigError)
    expect(new BackplaneConfigError('x').exitCode).toBe(78)
  })
})
