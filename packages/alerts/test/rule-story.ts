import { type AlertWorld, MINUTE } from './alert-world.ts'

export const instanceIn = (world: AlertWorld, ruleId: string) =>
  world.prisma.alertInstance.findFirstOrThrow({ where: { ruleId } })

/** What was decided, oldest first: the reason of each step and what became of its notification. */
export async function storyOf(world: AlertWorld, ruleId: string): Promise<string[]> {
  const steps = await world.prisma.alertTransition.findMany({
    where: { ruleId },
    include: { notifications: true },
    orderBy: { instanceVersion: 'asc' },
  })
  return steps.map(({ reason, notifications }) =>
    [reason, ...notifications.map(({ state, dropReason }) => dropReason ?? state)].join(' '),
  )
}

export type Seen = [ruleId: string, level: Parameters<AlertWorld['levels']['set']>[1], minutes?: number]

/** Time passes, and the rule is evaluated on a level. */
export async function seeLevel(world: AlertWorld, ...[ruleId, level, minutes = 1]: Seen): Promise<void> {
  world.now += minutes * MINUTE
  world.levels.set(null, level)
  await world.evaluate(ruleId)
}
