import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Supervised, supervise } from './supervise.ts'

let folder: string
let running: Supervised[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-supervise-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((program) => program.stop()))
  await rm(folder, { recursive: true, force: true })
})

/** Runs a small script as a supervised program; `heard` resolves with the first report. */
async function start(source: string, stopDeadlineMs = 5000) {
  const entry = join(folder, 'program.mjs')
  await writeFile(entry, source)
  const heard = Promise.withResolvers<string>()
  const logFile = join(folder, 'program.log')
  const env = { FOLDER: folder }
  const options = { name: 'program', entry, args: ['--flag'], nodeFlags: [], env, logFile, stopDeadlineMs }
  const program = supervise(options, heard.resolve)
  running.push(program)
  return { program, heard: heard.promise, logFile }
}

const SERVES = `
  process.send({ kind: 'ready', url: 'http://here', pid: process.pid, args: process.argv.slice(2) })
  setInterval(() => {}, 1000)
`

describe('supervise', () => {
  it('answers the ready message, passes arguments on and stops on SIGTERM', async () => {
    const { program, logFile } = await start(`
      process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })
      ${SERVES}`)
    expect(await program.ready).toMatchObject({ url: 'http://here', args: ['--flag'] })
    await program.stop()
    expect(await readFile(logFile, 'utf8')).toBe('bye\n')
  })

  it('kills what does not stop within its deadline', async () => {
    const { program } = await start(`process.on('SIGTERM', () => {}); ${SERVES}`, 50)
    const { pid } = (await program.ready) as unknown as { pid: number }
    await program.stop()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('says why a program never became ready', async () => {
    const { program } = await start(`console.error('no such table: inbox'); process.exit(3)`)
    await expect(program.ready).rejects.toThrow(/exit code 3.*no such table: inbox/s)
  })

  it('starts a crashed program again', async () => {
    const { program, heard, logFile } = await start(`
      import { existsSync, writeFileSync } from 'node:fs'
      const again = existsSync(process.env.FOLDER + '/once')
      writeFileSync(process.env.FOLDER + '/once', '')
      console.log(again ? 'second life' : 'first life')
      process.send({ kind: 'ready' }, () => { if (!again) process.kill(process.pid, 'SIGKILL') })
      setInterval(() => {}, 1000)`)
    await program.ready
    expect(await heard).toBe('program stopped (SIGKILL); starting it again')
    await expect.poll(() => readFile(logFile, 'utf8'), { timeout: 10_000 }).toBe('first life\nsecond life\n')
  })

  it('gives up with the last lines when it crashes again and again', async () => {
    const { program } = await start(`
      console.error('out of luck')
      process.send({ kind: 'ready' }, () => process.exit(1))`)
    await program.ready
    await expect(program.gaveUp).rejects.toThrow(/again and again.*out of luck/s)
  })
})
