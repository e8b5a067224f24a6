/** Calls `step` again `everyMs` after it ended, until stopped. `step` must not reject. Does not keep a process alive. */
export function startLoop(step: () => Promise<void>, everyMs: number): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const next = () => {
    if (stopped) return
    timer = setTimeout(() => void step().then(next), everyMs)
    timer.unref()
  }
  next()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
