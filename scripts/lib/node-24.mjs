import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ensureInstalled, Hindrance } from './install.mjs'
import { NODE_24 } from './paths.mjs'

/**
 * Installs what is missing, runs `args` under Node 24 in this terminal and ends as that process ends.
 * `forwardInterrupt: false` for programs that count Ctrl-C themselves: the terminal already tells them.
 */
export async function runOnNode24(args, { forwardInterrupt = true } = {}) {
  try {
    await ensureInstalled()
  } catch (error) {
    if (!(error instanceof Hindrance)) throw error
    console.error(`\n${error.message}`)
    process.exit(1)
  }
  const child = spawn(NODE_24, args, { stdio: 'inherit' })
  process.on('SIGINT', () => {
    if (forwardInterrupt || !process.stdin.isTTY) child.kill('SIGINT')
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  stopWithNpm(child)
  child.once('error', (error) => {
    console.error(`Node 24 cannot run (${error.message}): delete node_modules and try again.`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

/** npm passes signals on to its shell, which dies without telling us: notice the change of parent instead. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 200)
}
