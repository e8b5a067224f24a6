/** The worker with fault points: the program that `chaos alerts` runs in its place. */
import { createLifecycle, createLogger, notifyParent, readEnv } from '@tidemark/platform'
import { startWorker } from '@tidemark/worker/start-worker'
import { withFaultPoints } from './fault-points.ts'

const log = createLogger('worker')
const lifecycle = createLifecycle({ log })
try {
  await startWorker({ env: readEnv(), log, lifecycle, adjust: withFaultPoints })
  notifyParent({ kind: 'ready' })
} catch (error) {
  log.fatal({ err: error }, 'the worker cannot start')
  await lifecycle.shutdown('failed start', 1)
}
