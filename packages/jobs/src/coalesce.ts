export type Coalescer = {
  /** Asks for a send: at once after a quiet time, else together with the next one. */
  request(): void
  /** Drops what was asked for and not sent yet. */
  cancel(): void
}

/**
 * Turns any number of requests into few sends: the first goes out at once, the next at least `gapMs` later, and never two
 * at a time. A request during a send is followed by exactly one more send. `send` must not reject.
 */
export function createCoalescer(send: () => Promise<void>, gapMs: number): Coalescer {
  let wanted = false
  let busy = false
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    busy = true
    wanted = false
    await send()
    timer = setTimeout(() => {
      busy = false
      timer = undefined
      if (wanted) void run()
    }, gapMs)
    timer.unref()
  }

  return {
    request() {
      wanted = true
      if (!busy) void run()
    },
    cancel() {
      wanted = false
      clearTimeout(timer)
    },
  }
}
