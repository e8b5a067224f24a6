import type { ChannelInput, ChannelKind } from '@tidemark/contracts'
import type { Clock, Logger, SecretBox } from '@tidemark/platform'
import type { HttpClient } from '@tidemark/platform/http-client/index'
import type { z } from 'zod'

/** What channels may use to reach people. */
export type ChannelPorts = {
  readonly http: HttpClient
  readonly logger: Pick<Logger, 'info' | 'warn'>
  readonly clock: Clock
}

/** What storing and using channels needs on top. */
export type ChannelServices = Omit<ChannelPorts, 'clock'> & {
  /** null without a master key: channels that have something to hide cannot be made or used */
  readonly secrets: SecretBox | null
}

/** One message. The id is the same at every attempt, so that a receiver can tell a repeat. */
export type Message = { readonly id: string; readonly payload: unknown }

/** How one attempt ended. Reasons are shown to people: no secrets, nothing of the receiver's answer but its status. */
export type SendResult =
  | { readonly kind: 'ok'; readonly ref: string | null }
  /** it may work later, at the earliest after `afterMs` */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** it will never work */
  | { readonly kind: 'refuse'; readonly reason: string }

/** A new channel taken apart: `config` is stored as it is and may be shown, `secret` is only stored encrypted. */
export type Prepared<Config, Secret> = {
  readonly config: Config
  readonly secret: Secret
  /** a secret that the person needs, answered once */
  readonly reveal: string | null
}

type InputOf<Kind extends ChannelKind> = Extract<ChannelInput, { kind: Kind }>

type Definition<Kind extends ChannelKind, Config, Secret> = {
  readonly kind: Kind
  readonly config: z.ZodType<Config>
  /** null for a channel that has nothing to hide */
  readonly secret: z.ZodType<Secret>
  /** Throws `invalid_input` where the person has to mend something. */
  prepare(input: InputOf<Kind>, ports: ChannelPorts): Promise<Prepared<Config, Secret>>
  /** Where it leads, without what may be secret. */
  address(config: Config): string | null
  send(stored: { config: Config; secret: Secret }, message: Message, ports: ChannelPorts): Promise<SendResult>
}

/** A channel as the rest sees it: what is stored is unknown until the channel has read it. */
export type Channel = {
  readonly kind: ChannelKind
  prepare(input: ChannelInput, ports: ChannelPorts): Promise<Prepared<object, unknown>>
  address(config: unknown): string | null
  send(stored: { config: unknown; secret: unknown }, message: Message, ports: ChannelPorts): Promise<SendResult>
}

/** Makes a channel out of its schemas and what it does with them. */
export function defineChannel<Kind extends ChannelKind, Config extends object, Secret>(
  definition: Definition<Kind, Config, Secret>,
): Channel {
  const { kind, config, secret } = definition
  return {
    kind,
    prepare(input, ports) {
      if (input.kind !== kind) throw new TypeError(`a channel ${kind} was asked to prepare a channel ${input.kind}`)
      return definition.prepare(input as InputOf<Kind>, ports)
    },
    address(stored) {
      const read = config.safeParse(stored)
      return read.success ? definition.address(read.data) : null
    },
    async send(stored, message, ports) {
      const [shown, hidden] = [config.safeParse(stored.config), secret.safeParse(stored.secret)]
      if (!shown.success || !hidden.success) return { kind: 'refuse', reason: 'the channel is not set up' }
      return definition.send({ config: shown.data, secret: hidden.data }, message, ports)
    },
  }
}
