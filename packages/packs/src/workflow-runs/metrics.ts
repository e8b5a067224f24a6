import { count } from '@tidemark/contracts'
import { queueDequeued, queueEnqueued, runStarted } from './events.ts'

export const metrics = {
  runs_started: count({ of: runStarted, title: 'Runs started' }),
  queue_enqueued: count({ of: queueEnqueued, title: 'Enqueued' }),
  queue_dequeued: count({ of: queueDequeued, title: 'Dequeued' }),
}
