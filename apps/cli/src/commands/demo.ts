import { packs } from '@tidemark/packs'
import { createLogger, notifyParent } from '@tidemark/platform'
import { Command } from 'commander'
import { createWorld } from '../demo/demo-world.ts'
import { ensureRule } from '../demo/ensure-rule.ts'
import { feedLive } from '../demo/feed-live.ts'
import { fillGap } from '../demo/fill-gap.ts'
import { openDemo, openKey } from '../demo/open-demo.ts'
import { withSession } from '../session/open-session.ts'

const DAY_MS = 86_400_000

/** `tidemark demo`: what `npm start -- --demo` runs. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('fill the project "demo" with made-up events of every pack, days of them and then live, until stopped')
    .option('--url <origin>', 'where Tidemark answers', 'http://127.0.0.1:3000')
    .action(({ url }: { url: string }) => runDemo(url))
}

function runDemo(url: string): Promise<void> {
  const log = createLogger('demo')
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return withSession(async (session) => {
    const demo = await openDemo(session)
    const writeKey = await openKey(session, demo.service)
    notifyParent({ kind: 'ready' })
    const { now } = session.ctx
    const generators = packs.flatMap(({ generator }) => generator ?? [])
    const world = createWorld(demo.birth, generators)
    const fill = (from: number, to: number) => fillGap(session, demo, world, { from, to }, { log, signal: stop.signal })
    // The last day first, so that there is something to see within seconds; the days before it follow behind.
    const newest = demo.birth - DAY_MS
    const from = await fill(Math.max(newest, now() - (demo.birth - world.begins)), now())
    await ensureRule(session, demo.service, log)
    await Promise.all([fill(world.begins, newest), feedLive({ url, writeKey }, world, { from, now }, stop.signal)])
    log.info('stopped')
  })
}
