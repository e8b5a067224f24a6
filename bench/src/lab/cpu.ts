import { readdir, readFile } from 'node:fs/promises'
import { cpus } from 'node:os'

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** The name under which everything else on the machine is listed: a busy neighbour spoils a measurement. */
const OTHERS = 'other programs'
/** Cores that had nothing to do but wait for the disk. */
const DISK = 'waiting for the disk'

export type CpuWatch = {
  /** Share of one core that each group, and all other programs together, used since the watch began; 1 is a core. */
  stop(): Promise<Record<string, number>>
}

type Group = { readonly name: string; readonly pid: number; readonly withChildren: boolean }

/** Watches processes through /proc; elsewhere than on Linux there is nothing to see and the answer is empty. */
export async function watchCpu(groups: readonly Group[]): Promise<CpuWatch> {
  const [before, machineBefore] = [await ticksOf(groups), await readMachineTicks()]
  const started = performance.now()
  return {
    async stop() {
      const [after, machineAfter] = [await ticksOf(groups), await readMachineTicks()]
      const seconds = (performance.now() - started) / 1000
      const share = (ticks: number) => Math.round((ticks / TICKS_PER_SECOND / seconds) * 100) / 100
      const used = groups
        .filter(({ name }) => after.has(name))
        .map(({ name }) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)] as const)
      if (used.length === 0) return {}
      const ours = used.reduce((sum, [, ticks]) => sum + ticks, 0)
      const others = Math.max(0, machineAfter.busy - machineBefore.busy - ours)
      const all = [...used, [OTHERS, others] as const, [DISK, machineAfter.disk - machineBefore.disk] as const]
      return Object.fromEntries(all.map(([name, ticks]) => [name, share(ticks)]))
    },
  }
}

/** One sentence on what the run ran into. Pure. */
export function describeLimit(shares: Readonly<Record<string, number>>, cores = cpus().length): string {
  const { [OTHERS]: others = 0, [DISK]: disk = 0, ...ours } = shares
  const sorted = Object.entries(ours).sort((a, b) => b[1] - a[1])
  const [most] = sorted
  if (most === undefined) return 'processor use is not known on this system'
  const busy = (others + sorted.reduce((sum, [, share]) => sum + share, 0)) / cores
  const list = [...sorted, [OTHERS, others] as const, [DISK, disk] as const]
  const figures = list.map(([name, share]) => `${name} ${Math.round(share * 100)} %`).join(', ')
  return `${nameLimit({ busy, others, disk: disk / cores, most })}; ${Math.round(busy * 100)} % of ${cores} cores busy, in % of one core: ${figures}`
}

type Load = { busy: number; others: number; disk: number; most: readonly [name: string, share: number] }

function nameLimit({ busy, others, disk, most }: Load): string {
  if (busy > 0.85) return others > 0.3 ? 'the processors, shared with other programs' : 'the processors'
  if (most[1] > 0.85 && most[0] !== 'postgres') return `the one thread of ${most[0]}`
  return disk > 0.15 ? 'the disk' : 'waiting for answers, neither processor nor disk'
}

async function ticksOf(groups: readonly Group[]): Promise<Map<string, number>> {
  const processes = await readProcesses()
  const ticks = new Map<string, number>()
  for (const { name, pid, withChildren } of groups) {
    const own = processes.filter((one) => one.pid === pid || (withChildren && one.parent === pid))
    // Time of children that have ended is kept by their parent.
    const sum = own.reduce(
      (total, one) => total + one.ticks + (one.pid === pid && withChildren ? one.endedTicks : 0),
      0,
    )
    if (own.length > 0) ticks.set(name, sum)
  }
  return ticks
}

/** proc_stat(5): user, nice, system, idle, iowait, irq, softirq, ... over all cores. */
async function readMachineTicks(): Promise<{ busy: number; disk: number }> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '')
  const [user = 0, nice = 0, system = 0, , iowait = 0, irq = 0, softirq = 0] =
    text.split('\n')[0]?.match(/\d+/g)?.map(Number) ?? []
  return { busy: user + nice + system + irq + softirq, disk: iowait }
}

type ProcessTimes = { pid: number; parent: number; ticks: number; endedTicks: number }

async function readProcesses(): Promise<ProcessTimes[]> {
  const names = await readdir('/proc').catch(() => [])
  const stats = names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''))
  return (await Promise.all(stats)).filter((text) => text !== '').map(parseStat)
}

/** proc_pid_stat(5): after the name in parentheses come state, ppid, ... utime (14), stime (15), cutime, cstime. */
function parseStat(text: string): ProcessTimes {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0] = fields
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return { pid: Number.parseInt(text, 10), parent, ticks: utime + stime, endedTicks: cutime + cstime }
}
