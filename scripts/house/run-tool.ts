import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

export type Tool = {
  /** What it does, for the error: "Building the web app". */
  readonly purpose: string
  /** JavaScript file of the tool, below `cwd`. */
  readonly script: string
  readonly args: readonly string[]
  /** Folder below the clone. */
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** Keeps everything the tool said. */
  readonly logFile: string
}

/** Runs a tool of node_modules on this Node and keeps its output in a file. Throws StartError with its last lines. */
export async function runTool(tool: Tool): Promise<void> {
  const cwd = join(ROOT, tool.cwd)
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...tool.env }
  const child = spawn(process.execPath, [join(cwd, tool.script), ...tool.args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  await mkdir(dirname(tool.logFile), { recursive: true })
  await writeFile(tool.logFile, output)
  if (code === 0) return
  throw new StartError(
    `${tool.purpose} failed (${tool.logFile}):\n${output.trimEnd().split('\n').slice(-25).join('\n')}`,
  )
}
