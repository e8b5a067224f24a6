import { BackplaneConfigError } from '../config-error.ts'

/** `maxmemory_policy` of an INFO reply, where the server tells it. Pure. */
function readEvictionPolicy(info: string): string | undefined {
  return /^maxmemory_policy:(\S+)\s*$/m.exec(info)?.[1]
}

/** Throws BackplaneConfigError unless the server keeps every key it accepted. Servers that tell nothing pass. */
export function assertKeepsKeys(info: string): void {
  const policy = readEvictionPolicy(info)
  if (policy === undefined || policy === 'noeviction') return
  throw new BackplaneConfigError(
    `Redis has maxmemory-policy ${policy} and would silently drop queue keys. ` +
      'Set it to noeviction (CONFIG SET maxmemory-policy noeviction, and in redis.conf), or leave REDIS_URL out.',
  )
}
