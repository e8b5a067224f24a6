/**
 * Calls `run` at once and then at most every `ms`; calls that came too early are made up for by one at the end.
 * `cancel` forgets a waiting one.
 */
export const createThrottle = (run: () => void, ms: number): { call: () => void; cancel: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting = false
  const rest = (): void => {
    timer = undefined
    if (!waiting) return
    waiting = false
    go()
  }
  const go = (): void => {
    timer = setTimeout(rest, ms)
    run()
  }
  return {
    call: () => {
      if (timer === undefined) go()
      else waiting = true
    },
    cancel: () => {
      clearTimeout(timer)
      timer = undefined
      waiting = false
    },
  }
}
