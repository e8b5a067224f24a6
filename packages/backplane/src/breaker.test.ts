import { describe, expect, it } from 'vitest'
import { createBreaker } from './breaker.ts'

describe('createBreaker', () => {
  it('refuses after three failures in a row, then lets one call through per second', () => {
    let now = 0
    const breaker = createBreaker({ clock: () => now })
    for (let i = 0; i < 3; i++) {
      expect(breaker.allow()).toBe(true)
      breaker.failed()
    }
    expect(breaker.allow()).toBe(false)
    now = 1_000
    expect(breaker.allow()).toBe(true)
    expect(breaker.allow()).toBe(false)
  })

  it('closes on a success', () => {
    const breaker = createBreaker({ threshold: 1, clock: () => 0 })
    breaker.failed()
    expect(breaker.allow()).toBe(false)
    breaker.succeeded()
    expect(breaker.allow()).toBe(true)
  })
})
