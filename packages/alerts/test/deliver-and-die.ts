/** A process that delivers what is due until somebody kills it. Arguments: database URL, master key, epoch ms. */
import { createPools } from '@tidemark/db'
import { createLogger, createSecretBox } from '@tidemark/platform'
import { createHttpClient } from '@tidemark/platform/http-client/index'
import { deliverDue } from '../src/deliver/deliver-due.ts'

const [url = '', masterKey = '', now = ''] = process.argv.slice(2)
await deliverDue({
  pools: createPools({ url, process: 'dying' }),
  clock: () => Number(now),
  outboxClock: () => Number(now),
  http: createHttpClient({ allow: ['127.0.0.1/32'] }),
  logger: createLogger('dying', { level: 'silent' }),
  secrets: createSecretBox(masterKey),
  onSettled: () => undefined,
})
