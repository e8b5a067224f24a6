import { once } from 'node:events'
import { connect } from 'node:net'
import type { Lab } from '@tidemark/bench/lab/lab'

/** A part that can be killed with -9; `strike` returns when it serves again. */
export type Victim = { readonly name: string; strike(): Promise<void> }

/** The parts of a lab in the order they are killed in. Redis, where there is one, comes back empty. */
export function listVictims({ api, worker, database, redis }: Lab): Victim[] {
  const programs = [api, worker].map((program) => ({
    name: program.name,
    async strike() {
      await program.kill()
      await program.ready()
    },
  }))
  const postgres = {
    name: 'postgres',
    async strike() {
      await database.kill()
      await database.restart()
    },
  }
  if (redis === undefined) return [...programs, postgres]
  const hints = {
    name: 'redis',
    async strike() {
      await redis.kill()
      await redis.restart()
      await flush(redis.url)
    },
  }
  return [...programs, postgres, hints]
}

async function flush(url: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  try {
    socket.write('FLUSHALL\r\n')
    const [reply] = await once(socket, 'data')
    if (!String(reply).startsWith('+OK')) throw new Error(`redis refused to be flushed: ${reply}`)
  } finally {
    socket.destroy()
  }
}
