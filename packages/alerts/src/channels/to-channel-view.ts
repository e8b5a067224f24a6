import { ChannelView } from '@tidemark/contracts'
import { channelOf } from './channels.ts'

type ChannelRow = { id: string; kind: string; name: string; config: unknown; createdAt: Date }

/** The columns of a channel that may be shown; the secret is not among them. */
export const CHANNEL_COLUMNS = {
  id: true,
  kind: true,
  name: true,
  config: true,
  createdAt: true,
} as const satisfies Record<keyof ChannelRow, true>

export const toChannelView = ({ id, kind, name, config, createdAt }: ChannelRow): ChannelView =>
  ChannelView.parse({
    id,
    kind,
    name,
    address: channelOf(kind)?.address(config) ?? null,
    createdAt: createdAt.getTime(),
  })
