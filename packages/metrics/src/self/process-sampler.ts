import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10

/** One look at this process since the look before. */
export interface ProcessSample {
  /** resident bytes */
  memory: number
  /** share of one core, may exceed 1 */
  cpu: number
  /** 99th percentile of how late the event loop was, ms */
  loop_delay: number
}

/** Reads a sample that covers the time since the previous call. */
export type ReadProcess = () => ProcessSample

/** Share of one core that `usedMicros` of processor time are over `elapsedMs`: 0.5 is half a core. Pure. */
export function cpuShare(usedMicros: number, elapsedMs: number): number {
  return elapsedMs <= 0 ? 0 : usedMicros / 1000 / elapsedMs
}

export function createProcessReader(): ReadProcess {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let cpu = process.cpuUsage()
  let at = performance.now()
  return () => {
    const used = process.cpuUsage(cpu)
    const now = performance.now()
    // The histogram measures whole timer rounds: what exceeds the resolution is the delay.
    const late = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS)
    const sample = {
      memory: process.memoryUsage.rss(),
      cpu: cpuShare(used.user + used.system, now - at),
      loop_delay: late,
    }
    delay.reset()
    cpu = process.cpuUsage()
    at = now
    return sample
  }
}

/** Hands a sample of this process to `tell` every `everyMs` until stopped. Does not keep the process alive. */
export function startProcessSampler(tell: (sample: ProcessSample) => void, everyMs = 5_000): () => void {
  const read = createProcessReader()
  const timer = setInterval(() => tell(read()), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
