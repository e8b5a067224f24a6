import { withDeadline } from '@tidemark/backplane'
import type { Queue } from 'bullmq'
import type { Job } from '../define-job.ts'

export type ScheduledJob = Job & { readonly everyMs: number }

export function isScheduled(job: Job): job is ScheduledJob {
  return job.everyMs !== undefined
}

const DEADLINE_MS = 1_000

/**
 * Creates the schedule of a job, or corrects its interval. True when something had to be done. Rejects when the queue
 * does not answer. Schedules live in the queue's store, and FLUSHALL deletes them without an error anywhere.
 */
export async function ensureSchedule(queue: Queue, job: ScheduledJob): Promise<boolean> {
  const found = await withDeadline(queue.getJobScheduler(job.name), DEADLINE_MS, 'reading a schedule')
  // The library only advances a schedule when its tick starts: a tick that vanished leaves it standing still.
  const alive = found?.every === job.everyMs && (found.next ?? 0) > Date.now() - standstillMs(job)
  if (alive) return false
  const create = queue.upsertJobScheduler(job.name, { every: job.everyMs }, { name: job.name, data: {} })
  await withDeadline(create, DEADLINE_MS, 'creating a schedule')
  return true
}

/** How long a due tick may wait before its schedule counts as standing still. Pure. */
function standstillMs(job: ScheduledJob): number {
  return Math.max(30_000, 3 * job.everyMs)
}

/** Epoch ms of the next tick as the queue knows it, undefined when the schedule is gone. Rejects when it does not answer. */
export async function nextTick(queue: Queue, job: ScheduledJob): Promise<number | undefined> {
  return (await withDeadline(queue.getJobScheduler(job.name), DEADLINE_MS, 'reading a schedule'))?.next
}
