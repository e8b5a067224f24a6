export type AdmissionLimits = {
  /** Bytes of bodies that may be in memory at once. */
  bytes: number
  /** Requests that may be between their first byte and their answer at once. */
  requests: number
}

export type Admission = {
  /** Takes room for a request of `bytes`, or answers null where there is none. */
  enter(bytes: number): Seat | null
  readonly bytes: number
  readonly requests: number
}

export type Seat = {
  /** Takes room for more bytes, as when a body is inflated. False where there is none. */
  grow(bytes: number): boolean
  /** Gives back bytes that turned out not to be needed. */
  shrink(bytes: number): void
  /** Gives everything back. Later calls change nothing. */
  leave(): void
}

/** Keeps what is in flight bounded by bytes and by count; whoever finds it full must be told to come back later. */
export function createAdmission(limits: AdmissionLimits): Admission {
  let bytes = 0
  let requests = 0

  function take(more: number): boolean {
    if (bytes + more > limits.bytes) return false
    bytes += more
    return true
  }

  return {
    enter(first) {
      if (requests >= limits.requests || !take(first)) return null
      requests += 1
      let held = first
      let left = false
      return {
        grow(more) {
          if (left || !take(more)) return false
          held += more
          return true
        },
        shrink(less) {
          if (left) return
          const freed = Math.min(less, held)
          held -= freed
          bytes -= freed
        },
        leave() {
          if (left) return
          left = true
          bytes -= held
          requests -= 1
        },
      }
    },
    get bytes() {
      return bytes
    },
    get requests() {
      return requests
    },
  }
}
