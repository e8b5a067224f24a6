/** What the client needs from the machine it runs on; tests bring their own. */
export type Runtime = {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** epoch ms */
  now(): number
  /** [0, 1) */
  random(): number
  /** Calls `work` once after `ms`. The returned function takes it back. Never keeps a Node process alive. */
  after(ms: number, work: () => void): () => void
  /** Calls `hook` when the page is hidden or left, or the Node process runs out of work. Returns a function that stops it. */
  onLeave(hook: (leaving: 'page' | 'process') => void): () => void
}

type Listens = {
  addEventListener(name: string, listener: () => void): void
  removeEventListener(name: string, listener: () => void): void
}
type Surroundings = {
  document?: Listens & { visibilityState?: string }
  addEventListener?: Listens['addEventListener']
  removeEventListener?: Listens['removeEventListener']
  process?: { on?: (name: string, listener: () => void) => void; off?: (name: string, listener: () => void) => void }
}

/** The runtime of a browser page, a worker or a Node process. */
export const systemRuntime: Runtime = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, work) {
    const timer: unknown = setTimeout(work, ms)
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref()
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
  onLeave(hook) {
    const around = globalThis as unknown as Surroundings
    return around.document === undefined ? onProcessIdle(around, hook) : onPageLeft(around, around.document, hook)
  },
}

function onPageLeft(page: Surroundings, document: NonNullable<Surroundings['document']>, hook: (l: 'page') => void) {
  const left = () => hook('page')
  // Phones kill hidden pages without a pagehide, so hiding counts as leaving.
  const hidden = () => {
    if (document.visibilityState === 'hidden') hook('page')
  }
  page.addEventListener?.('pagehide', left)
  document.addEventListener('visibilitychange', hidden)
  return () => {
    page.removeEventListener?.('pagehide', left)
    document.removeEventListener('visibilitychange', hidden)
  }
}

function onProcessIdle({ process }: Surroundings, hook: (l: 'process') => void) {
  const idle = () => hook('process')
  process?.on?.('beforeExit', idle)
  return () => process?.off?.('beforeExit', idle)
}
