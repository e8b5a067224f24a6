import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The clone. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Node 24 as npm brought it; the machine's own may be older. */
export const NODE_24 = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
