import { spawn } from 'node:child_process'
import type { ServerUser } from './server-user.ts'

export type ProgramResult = { readonly code: number | null; readonly output: string }

/**
 * Runs a program to its end as the given user and collects what it says.
 * Resolves with code null when it cannot be started at all.
 */
export function runProgram(command: string, args: readonly string[], user?: ServerUser): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...identity(user),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      cwd: '/',
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** The spawn options that make a process run as `user`. */
export function identity(user?: ServerUser): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {}
}
