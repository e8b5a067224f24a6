import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { NODE_24, ROOT } from './paths.mjs'

const STAMP = join(ROOT, 'node_modules', '.tidemark-install')
export const OLDEST_NODE = 20

/** Something a person has to mend; its message says what and how. */
export class Hindrance extends Error {}

/** Installs the dependencies unless they are those of the lockfile. Throws Hindrance. */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new Hindrance(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer (nodejs.org).`)
  }
  if (isInstalled()) return
  assertWritable(ROOT)
  const online = await registryAnswers()
  if (!online) console.error(`The npm registry (${registryUrl()}) does not answer; trying with what is cached.`)
  console.log('Installing the dependencies (first start or changed lockfile, about a minute) ...')
  const { code, output } = await runPnpm(['install', '--frozen-lockfile'], online)
  if (code !== 0 || !existsSync(NODE_24)) throw installFailure(online, output)
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true })
  writeFileSync(STAMP, lockfileHash())
}

/** Whether node_modules is complete and belongs to the lockfile as it stands. */
export function isInstalled() {
  return existsSync(NODE_24) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfileHash()
}

/** `name@version` of the package manager that package.json pins. */
export function pinnedPnpm() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).packageManager
}

/** The registry that npm would ask. */
export function registryUrl() {
  return process.env.npm_config_registry ?? process.env.NPM_CONFIG_REGISTRY ?? 'https://registry.npmjs.org/'
}

/** Whether the registry takes a connection within 5 s. Behind a proxy only npm itself can tell: then true. */
export function registryAnswers() {
  if (process.env.HTTPS_PROXY || process.env.https_proxy || process.env.npm_config_https_proxy)
    return Promise.resolve(true)
  const { hostname, port, protocol } = new URL(registryUrl())
  return new Promise((resolve) => {
    const socket = connect(Number(port) || (protocol === 'http:' ? 80 : 443), hostname)
    const settle = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(5000, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}

function lockfileHash() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function assertWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new Hindrance(`${folder} is not writable: change its owner (sudo chown -R "$USER" .) or clone it elsewhere.`)
  }
}

function installFailure(online, output) {
  if (!online || /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return new Hindrance(
      `The dependencies could not be fetched: ${registryUrl()} is not reachable.\n` +
        'The first start needs the network once. Check the connection or set npm_config_registry, then run this again.',
    )
  }
  if (/ENOSPC/.test(output))
    return new Hindrance(`The disk under ${ROOT} is full: make room for 2 GB, then run this again.`)
  return new Hindrance('The dependencies could not be installed; the lines above say why. `npm run doctor` may help.')
}

function runPnpm(args, online) {
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const env = {
    ...process.env,
    // Without a terminal pnpm would otherwise refuse to replace an old node_modules.
    CI: 'true',
    ...(online ? {} : { npm_config_fetch_retries: '0' }),
  }
  return new Promise((resolve, reject) => {
    const child = spawn(npx, ['-y', pinnedPnpm(), ...args], { cwd: ROOT, env, shell: process.platform === 'win32' })
    let output = ''
    const pass = (target) => (chunk) => {
      output = (output + chunk).slice(-20_000)
      target.write(chunk)
    }
    child.stdout.on('data', pass(process.stdout))
    child.stderr.on('data', pass(process.stderr))
    child.once('error', () =>
      reject(new Hindrance('npx was not found: install npm, which comes with Node (nodejs.org).')),
    )
    child.once('close', (code) => resolve({ code, output }))
  })
}
