import { LIVE, LiveHint } from '@tidemark/contracts'
import type { Socket } from 'socket.io-client'
import { untrack } from 'svelte'
import { api } from './api/client.ts'
import { SeenRevisions } from './state/seen-revisions.ts'

export type LiveStatus = 'connecting' | 'live' | 'polling'
type Changed = '*' | readonly string[]
type Listener = (changed: Changed) => void

const POLL_MS = 10_000
/** A range that ends now moves on even when nothing happens. */
const ROLL_MS = 60_000
const RETRY_MS = { from: 500, to: 10_000 }

/**
 * The connection of one project: hears which metrics may have changed and tells whoever listens. Hints carry no
 * numbers. Without a socket it asks for everything again every ten seconds, and while the page is hidden it waits.
 */
export class Live {
  status = $state<LiveStatus>('connecting')
  /** the newest moment of received events that the page knows to be in its numbers, epoch ms; undefined before any answer */
  dataTime = $state<number | null>()
  readonly #project: string
  readonly #listeners = new Set<Listener>()
  readonly #seen = new SeenRevisions()
  #socket: Socket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #attempts = 0
  #missed = false
  #closed = false

  constructor(project: string) {
    this.#project = project
  }

  /** Opens the connection; answers how to close it. */
  open(): () => void {
    this.#closed = false
    document.addEventListener('visibilitychange', this.#catchUp)
    // whoever opens it in an effect must not open it again when the status changes
    untrack(() => this.#rest())
    void this.#connect()
    return () => {
      this.#closed = true
      document.removeEventListener('visibilitychange', this.#catchUp)
      clearTimeout(this.#timer)
      clearTimeout(this.#retry)
      this.#socket?.disconnect()
    }
  }

  /** Calls back with the metrics that may have changed; answers how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes note of how far an answer reached. */
  observe(dataTime: number | null): void {
    if (this.dataTime === undefined) this.dataTime = dataTime
    else if (dataTime !== null && dataTime > (this.dataTime ?? -Infinity)) this.dataTime = dataTime
  }

  async #connect(): Promise<void> {
    const { io } = await import('socket.io-client')
    if (this.#closed) return
    const socket = io({
      path: '/socket.io',
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: RETRY_MS.from,
      reconnectionDelayMax: RETRY_MS.to,
      randomizationFactor: 0.5,
      // a ticket opens one connection only, so each attempt fetches its own
      auth: (give) => {
        api.createLiveTicket().then(give, () => give({}))
      },
    })
    this.#socket = socket
    socket.on('connect', () => this.#watch(socket))
    socket.on('disconnect', () => this.#fallBack())
    socket.on('connect_error', () => {
      this.#fallBack()
      if (!socket.active) this.#retryLater(socket)
    })
    socket.on(LIVE.hint, (message: unknown) => this.#hear(message))
  }

  #watch(socket: Socket): void {
    socket.timeout(5000).emit(LIVE.watch, this.#project, (error: Error | null, answer: unknown) => {
      const accepted =
        error === null && typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true
      if (!accepted) return this.#fallBack()
      this.#attempts = 0
      this.#seen.forget()
      this.status = 'live'
      // Whatever was committed between the page's questions and this moment was told to nobody here.
      this.#announce('*')
      this.#rest()
    })
  }

  #fallBack(): void {
    if (this.#closed) return
    this.status = 'polling'
    this.#rest()
  }

  /** The server refused the ticket: the socket does not try again by itself. */
  #retryLater(socket: Socket): void {
    clearTimeout(this.#retry)
    const wait = Math.min(RETRY_MS.to, RETRY_MS.from * 2 ** this.#attempts++)
    this.#retry = setTimeout(() => socket.connect(), wait * (0.5 + Math.random()))
  }

  #hear(message: unknown): void {
    const hint = LiveHint.safeParse(message)
    if (!hint.success) return
    const changed = this.#seen.take(hint.data)
    if (changed !== '*' && changed.length === 0) return
    if (hint.data.upTo > 0) this.observe(hint.data.upTo)
    this.#announce(changed)
  }

  #announce(changed: Changed): void {
    if (document.hidden) this.#missed = true
    else for (const listener of this.#listeners) listener(changed)
  }

  #catchUp = (): void => {
    if (document.hidden || !this.#missed) return
    this.#missed = false
    this.#announce('*')
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.#announce('*')
        this.#rest()
      },
      this.status === 'live' ? ROLL_MS : POLL_MS,
    )
  }
}
