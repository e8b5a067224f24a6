import type { ChannelKind } from '@tidemark/contracts'
import type { Channel } from './define-channel.ts'
import { log } from './log.ts'
import { webhook } from './webhook.ts'

/** Every channel there is, by kind. */
export const CHANNELS = { log, webhook } satisfies Record<ChannelKind, Channel>

/** The channel of a stored kind; undefined for one that this version does not know. */
export const channelOf = (kind: string): Channel | undefined =>
  Object.hasOwn(CHANNELS, kind) ? CHANNELS[kind as ChannelKind] : undefined
