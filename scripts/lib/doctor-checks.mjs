import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { isInstalled, OLDEST_NODE, pinnedPnpm, registryAnswers, registryUrl } from './install.mjs'
import { NODE_24, ROOT } from './paths.mjs'

const NEEDED_BYTES = 3e9
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Every examination, in the order in which a start would trip over them. */
export const CHECKS = [
  node,
  npm,
  settingsFile,
  dependencies,
  registry,
  folders,
  disk,
  port,
  account,
  database,
  redis,
  browser,
]

function node(checkup) {
  const { node: version } = process.versions
  if (Number(version.split('.')[0]) >= OLDEST_NODE) checkup.fine('node', `${version} (Tidemark brings its own Node 24)`)
  else checkup.broken('node', `${version} is too old`, `install Node ${OLDEST_NODE} or newer from nodejs.org`)
}

function npm(checkup) {
  const version = outputOf(process.platform === 'win32' ? 'npx.cmd' : 'npx', ['--version'])
  if (version) checkup.fine('npm', version)
  else checkup.broken('npm', 'npx was not found', 'install npm, which comes with Node')
}

function settingsFile(checkup) {
  const file = join(ROOT, '.env')
  if (!existsSync(file)) return checkup.fine('settings', 'no .env, every setting has a default')
  process.loadEnvFile?.(file)
  checkup.fine('settings', `from ${file}`)
}

function dependencies(checkup) {
  if (isInstalled()) return checkup.fine('dependencies', `installed, Node ${outputOf(NODE_24, ['--version'])}`)
  const state = existsSync(NODE_24) ? 'the lockfile has changed since the install' : 'not installed yet'
  checkup.note('dependencies', state, `npm start installs them with ${pinnedPnpm()}`)
}

async function registry(checkup) {
  if (await registryAnswers()) return checkup.fine('network', `${registryUrl()} answers`)
  const remedy = 'check the connection, or set npm_config_registry to a mirror'
  if (isInstalled()) checkup.note('network', `${registryUrl()} does not answer; only a new install needs it`, remedy)
  else checkup.broken('network', `${registryUrl()} does not answer`, remedy)
}

function folders(checkup) {
  for (const [subject, folder] of [
    ['clone', ROOT],
    ['data folder', dataDir()],
  ]) {
    try {
      accessSync(nearestExisting(folder), constants.W_OK)
      checkup.fine(subject, folder)
    } catch (error) {
      checkup.broken(
        subject,
        `${folder} is not writable (${error.code})`,
        `sudo chown -R "$USER" ${folder}, or set TIDEMARK_DATA_DIR`,
      )
    }
  }
}

function disk(checkup) {
  const { bavail, bsize } = statfsSync(ROOT)
  const free = Number(bavail) * Number(bsize)
  const finding = `${(free / 1e9).toFixed(1)} GB free, ${(totalmem() / 1e9).toFixed(1)} GB memory`
  if (free >= NEEDED_BYTES) checkup.fine('disk', finding)
  else checkup.broken('disk', finding, `make room for ${NEEDED_BYTES / 1e9} GB`)
}

async function port(checkup) {
  const wanted = Number(process.env.PORT || 3000)
  if (await canListen(wanted)) return checkup.fine('port', `${wanted} is free`)
  const holder = runningStart()
  if (holder) checkup.fine('port', `${wanted} is used by Tidemark itself (process ${holder})`)
  else checkup.broken('port', `${wanted} is taken by another program`, `PORT=${wanted + 1} npm start`)
}

function account(checkup) {
  if (process.env.DATABASE_URL || process.getuid?.() !== 0) return
  const known = /^postgres:/m.test(readFileSync('/etc/passwd', 'utf8'))
  if (!known) {
    const remedy = 'npm start runs `useradd postgres` for it; nothing to do'
    return checkup.note('account', 'started by root, whom Postgres refuses; no account postgres yet', remedy)
  }
  const reaches = spawnSync('/bin/sh', ['-c', `cd -- "$0"`, ROOT], accountIds('postgres')).status === 0
  if (reaches) checkup.fine('account', 'Postgres runs as postgres, who can walk to the clone')
  else
    checkup.note(
      'account',
      `postgres cannot walk to ${ROOT}`,
      'npm start keeps the database under /var/lib/tidemark; nothing to do',
    )
}

async function database(checkup) {
  const url = process.env.DATABASE_URL
  if (!url) return checkup.fine('database', 'embedded Postgres (DATABASE_URL replaces it)')
  await reach(checkup, 'database', url, 5432, 'DATABASE_URL')
}

async function redis(checkup) {
  if (process.env.REDIS_URL) return reach(checkup, 'redis', process.env.REDIS_URL, 6379, 'REDIS_URL')
  if (outputOf('redis-server', ['--version']))
    return checkup.fine('redis', 'not used (REDIS_URL); redis-server is here for the tests')
  checkup.note('redis', 'not used, and no redis-server for the tests of the Redis half', 'apt-get install redis-server')
}

function browser(checkup) {
  const found = CHROMIUM.find((path) => existsSync(path))
  checkup.fine('browser', found ?? 'the tests unpack the Chromium that npm brings')
}

async function reach(checkup, subject, text, defaultPort, variable) {
  if (!URL.canParse(text)) return checkup.broken(subject, `${variable} is not a URL`, 'see .env.example')
  const { hostname, port: given } = new URL(text)
  const target = `${hostname}:${given || defaultPort}`
  if (await answers(hostname, Number(given) || defaultPort)) checkup.fine(subject, `${target} answers`)
  else checkup.broken(subject, `${target} does not answer`, `start it, or correct ${variable}, or leave it out`)
}

function nearestExisting(folder) {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder))
}

function dataDir() {
  return resolve(ROOT, process.env.TIDEMARK_DATA_DIR || '.tidemark')
}

function runningStart() {
  const lock = join(dataDir(), 'start.lock')
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  try {
    return pid > 0 && process.kill(pid, 0) ? pid : undefined
  } catch {
    return undefined
  }
}

function accountIds(name) {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([account]) => account === name)
  return { uid: Number(fields?.[2]), gid: Number(fields?.[3]), cwd: '/' }
}

function outputOf(command, args) {
  const env = { ...process.env, PATH: `${process.env.PATH}:${dirname(process.execPath)}` }
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', env, shell: process.platform === 'win32' })
  return status === 0 ? stdout.trim().split('\n')[0] : undefined
}

function canListen(wanted) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

function answers(hostname, wanted) {
  return new Promise((resolve) => {
    const socket = connect(wanted, hostname)
    const settle = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(5000, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
