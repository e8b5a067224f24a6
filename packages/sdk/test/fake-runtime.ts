import type { Runtime } from '../src/runtime.ts'

export type SentRequest = {
  url: string
  init: RequestInit
  body: { sentAt: string; events: { id: string; type: string; props: unknown }[] }
}
type Reply = () => Response | Promise<Response>

/** A machine for tests: its clock moves by command, its network answers as told, nothing waits for real time. */
export class FakeRuntime implements Runtime {
  time = Date.UTC(2026, 0, 1)
  readonly requests: SentRequest[] = []
  jitter = 0.5
  reply: (request: SentRequest) => Response | Promise<Response> = acceptAll
  #timers: { at: number; work: () => void }[] = []
  #leave: ((leaving: 'page' | 'process') => void) | undefined

  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = { url, init, body: JSON.parse(String(init.body)) }
    this.requests.push(request)
    return this.reply(request)
  }
  now = (): number => this.time
  random = (): number => this.jitter
  after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: this.time + ms, work }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }
  onLeave = (hook: (leaving: 'page' | 'process') => void): (() => void) => {
    this.#leave = hook
    return () => {
      this.#leave = undefined
    }
  }

  leavePage(): void {
    this.#leave?.('page')
  }

  /** Lets `ms` pass: due timers run in order and everything they start settles. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms
    await settle()
    for (let due = this.#nextDue(until); due !== undefined; due = this.#nextDue(until)) {
      this.#timers = this.#timers.filter((other) => other !== due)
      this.time = Math.max(this.time, due.at)
      due.work()
      await settle()
    }
    this.time = until
  }

  #nextDue(until: number): { at: number; work: () => void } | undefined {
    return this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
  }
}

/** Turns of the event loop, so that promise chains without timers come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

export function acceptAll(request: SentRequest): Response {
  return Response.json({ accepted: request.body.events.length, optedOut: 0, rejected: [] }, { status: 202 })
}

export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response('{}', { status: code, headers })
