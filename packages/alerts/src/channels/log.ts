import { z } from 'zod'
import { defineChannel } from './define-channel.ts'

/** Writes every notification into the log of the worker: always there, and the last to fail. */
export const log = defineChannel({
  kind: 'log',
  config: z.strictObject({}),
  secret: z.null(),
  prepare: async () => ({ config: {}, secret: null, reveal: null }),
  address: () => null,
  async send(_stored, { id, payload }, { logger }) {
    logger.info({ notification: id, alert: payload }, 'alert')
    return { kind: 'ok', ref: null }
  },
})
