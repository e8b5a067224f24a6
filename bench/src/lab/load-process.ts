import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { LoadOrder, LoadReport } from '../ingest-load-protocol.ts'

/** The load generator, running in a process of its own. */
export type LoadProcess = { readonly pid: number; run(order: LoadOrder): Promise<LoadReport>; close(): void }

export function startLoadProcess(): LoadProcess {
  const child: ChildProcess = fork(join(import.meta.dirname, '../ingest-load.ts'))
  return {
    pid: child.pid as number,
    run: (order) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('the load generator ended early'))
        child.once('exit', fail)
        child.once('message', (report: LoadReport) => {
          child.off('exit', fail)
          resolve(report)
        })
        child.send(order)
      }),
    close: () => void child.kill(),
  }
}
