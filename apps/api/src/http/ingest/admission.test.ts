import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createAdmission, type Seat } from './admission.ts'

it('never holds more than its limits, and nothing once everybody left', () => {
  const action = fc.record({
    kind: fc.constantFrom('enter', 'grow', 'shrink', 'leave'),
    seat: fc.nat(9),
    bytes: fc.nat(60),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
      const admission = createAdmission({ bytes: 100, requests: 5 })
      const seats: Seat[] = []
      for (const { kind, seat, bytes } of actions) {
        const chosen = seats[seat % Math.max(1, seats.length)]
        if (kind === 'enter') {
          const entered = admission.enter(bytes)
          if (entered !== null) seats.push(entered)
        } else if (kind === 'grow') chosen?.grow(bytes)
        else if (kind === 'shrink') chosen?.shrink(bytes)
        else chosen?.leave()
        expect(admission.bytes).toBeLessThanOrEqual(100)
        expect(admission.requests).toBeLessThanOrEqual(5)
        expect(admission.bytes).toBeGreaterThanOrEqual(0)
      }
      for (const seat of seats) seat.leave()
      expect([admission.bytes, admission.requests]).toEqual([0, 0])
    }),
  )
})
