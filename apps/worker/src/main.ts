import { BackplaneConfigError } from '@tidemark/backplane'
import { createLifecycle, createLogger, EnvError, notifyParent, readEnv } from '@tidemark/platform'
import { startWorker } from './start-worker.ts'

const log = createLogger('worker')
const lifecycle = createLifecycle({ log })

try {
  await startWorker({ env: readEnv(), log, lifecycle })
  log.info('worker is ready')
  notifyParent({ kind: 'ready' })
} catch (error) {
  log.fatal({ err: error }, 'the worker cannot start')
  if (error instanceof EnvError || error instanceof BackplaneConfigError) console.error(error.message)
  await lifecycle.shutdown('failed start', error instanceof BackplaneConfigError ? error.exitCode : 1)
}
