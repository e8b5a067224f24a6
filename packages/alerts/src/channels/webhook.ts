import { invalid } from '@tidemark/platform'
import { OutboundError } from '@tidemark/platform/http-client/index'
import { z } from 'zod'
import { type ChannelPorts, defineChannel, type SendResult } from './define-channel.ts'
import { judgeAnswer } from './judge-answer.ts'
import { makeSigningSecret, signWebhook } from './sign-webhook.ts'

/** The address without path and query, where receivers keep their keys. Pure. */
export function maskAddress(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return pathname === '/' && search === '' ? origin : `${origin}/…`
}

const asResult = ({ failure, message }: OutboundError): SendResult =>
  failure.kind === 'refused' ? { kind: 'refuse', reason: message } : { kind: 'retry', reason: message }

async function requireReachable(url: string, { http }: ChannelPorts): Promise<void> {
  await http.check(url).catch((error: unknown) => {
    throw error instanceof OutboundError ? invalid(`The webhook cannot be used: ${error.message}.`) : error
  })
}

/** Posts the notification as JSON, signed as https://www.standardwebhooks.com says. */
export const webhook = defineChannel({
  kind: 'webhook',
  config: z.strictObject({ address: z.string() }),
  secret: z.strictObject({ url: z.string(), signingSecrets: z.array(z.string()).min(1) }),
  async prepare({ url }, ports) {
    await requireReachable(url, ports)
    const signingSecret = makeSigningSecret()
    return {
      config: { address: maskAddress(url) },
      secret: { url, signingSecrets: [signingSecret] },
      reveal: signingSecret,
    }
  },
  address: ({ address }) => address,
  async send({ secret }, { id, payload }, { http, clock }) {
    const body = JSON.stringify(payload)
    const signed = signWebhook({ id, timestamp: Math.floor(clock() / 1000), body }, secret.signingSecrets)
    try {
      const headers = { 'content-type': 'application/json', ...signed }
      const answer = await http.send({ method: 'POST', url: secret.url, headers, body })
      return judgeAnswer(answer.status, answer.headers['retry-after'], clock())
    } catch (error) {
      if (error instanceof OutboundError) return asResult(error)
      throw error
    }
  },
})
