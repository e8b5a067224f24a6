import { withDeadline } from '@tidemark/backplane'
import type { Clock, Logger } from '@tidemark/platform'
import type { Queue } from 'bullmq'
import type { Job } from '../define-job.ts'
import type { Lane } from '../lanes.ts'
import { judgeLane, type LaneLimits } from './judge.ts'
import { CANARY, type LaneWorker } from './lane-worker.ts'
import type { Runner } from './runner.ts'
import { ensureSchedule, isScheduled } from './schedules.ts'

const DEADLINE_MS = 1_000

export const LIMITS: LaneLimits = { silentMs: 5_000, stuckMs: 3_000, maxRebuilds: 2 }

export type WatchdogOptions = {
  jobs: readonly Job[]
  workers: readonly LaneWorker[]
  queueOf: (lane: Lane) => Queue
  runner: Runner
  limits: LaneLimits
  clock: Clock
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Called once when a lane stays dead after rebuilding: the process should exit and be restarted. */
  onDead: (lane: Lane) => void
}

type Memory = { stuckSince: number | undefined; rebuilds: number; pickupSeen: number }

async function countWaiting(queue: Queue): Promise<number | null> {
  try {
    const counts = await withDeadline(queue.getJobCounts('waiting'), DEADLINE_MS, 'counting waiting jobs')
    return counts.waiting ?? 0
  } catch {
    return null
  }
}

async function addCanary(queue: Queue): Promise<void> {
  const options = { deduplication: { id: CANARY }, removeOnComplete: true, removeOnFail: true }
  // A canary that cannot be added proves nothing either way; the next look tries again.
  await withDeadline(queue.add(CANARY, {}, options), DEADLINE_MS, 'adding a canary').catch(() => undefined)
}

/**
 * One look: creates schedules that are missing and makes every lane prove that its work is picked up. That a consumer
 * says it is running proves nothing; libraries have parked it for ever after an outage without an error.
 */
export function createWatchdog(options: WatchdogOptions): () => Promise<void> {
  const { jobs, workers, queueOf, runner, limits, clock, log, onDead } = options
  const memories = new Map<Lane, Memory>()

  function recall(worker: LaneWorker): Memory {
    const known = memories.get(worker.lane)
    if (known !== undefined && known.pickupSeen === worker.lastPickup) return known
    const fresh = { stuckSince: undefined, rebuilds: 0, pickupSeen: worker.lastPickup }
    memories.set(worker.lane, fresh)
    return fresh
  }

  async function watchLane(worker: LaneWorker): Promise<void> {
    const { lane, lastPickup } = worker
    const memory = recall(worker)
    const silent = clock() - lastPickup >= limits.silentMs
    const waiting = silent ? await countWaiting(queueOf(lane)) : 0
    const verdict = judgeLane({ active: runner.activeIn(lane), lastPickup, waiting, ...memory }, limits, clock())
    if (verdict !== 'stuck' && verdict !== 'exit') memory.stuckSince = undefined
    if (verdict === 'stuck') memory.stuckSince ??= clock()
    if (verdict === 'prove') await addCanary(queueOf(lane))
    if (verdict === 'rebuild') {
      memory.rebuilds += 1
      log.warn(
        { lane, waiting, rebuilds: memory.rebuilds },
        'nobody takes the work of this lane: rebuilding its consumer',
      )
      await worker.rebuild()
    }
    if (verdict === 'exit') {
      log.error({ lane, waiting }, 'the lane stays dead after rebuilding')
      onDead(lane)
    }
  }

  async function watchSchedules(): Promise<void> {
    const looks = await Promise.allSettled(
      jobs.filter(isScheduled).map(async (job) => {
        if (await ensureSchedule(queueOf(job.lane), job)) log.info({ job: job.name }, 'schedule created')
      }),
    )
    const failed = looks.filter((look) => look.status === 'rejected')
    if (failed.length > 0) log.warn({ err: failed[0]!.reason, failed: failed.length }, 'schedules could not be checked')
  }

  return async () => {
    await Promise.all([watchSchedules(), ...workers.map(watchLane)])
  }
}
