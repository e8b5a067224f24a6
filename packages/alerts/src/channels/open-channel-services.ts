import { createSecretBox, type Env } from '@tidemark/platform'
import { createHttpClient } from '@tidemark/platform/http-client/index'
import type { ChannelServices } from './define-channel.ts'

type Settings = Pick<Env, 'OUTBOUND_ALLOW' | 'TIDEMARK_MASTER_KEY'>

/** What storing and using channels needs, by the settings of the process. */
export function openChannelServices(env: Settings, logger: ChannelServices['logger']): ChannelServices {
  const { OUTBOUND_ALLOW: allow, TIDEMARK_MASTER_KEY: masterKey } = env
  const secrets = masterKey === undefined ? null : createSecretBox(masterKey)
  return { http: createHttpClient({ allow }), logger, secrets }
}
