import { afterAll, beforeEach } from 'vitest'
import { type AlertWorld, createAlertWorld, MINUTE } from './alert-world.ts'

/** A world for the tests of a file, with a channel, and words for what happens to a rule in it. Closed after them. */
export async function openRuleStory() {
  const world = await createAlertWorld()
  afterAll(() => world.close())
  beforeEach(() => world.levels.clear())
  const instanceOf = (ruleId: string) => world.prisma.alertInstance.findFirstOrThrow({ where: { ruleId } })
  return {
    world,
    channel: await world.addChannel('ops'),
    instanceOf,
    stateOf: async (ruleId: string) => (await instanceOf(ruleId)).state,
    /** What was decided, oldest first: the reason of each step and what became of its notification. */
    async story(ruleId: string): Promise<string[]> {
      const steps = await world.prisma.alertTransition.findMany({
        where: { ruleId },
        include: { notifications: true },
        orderBy: { instanceVersion: 'asc' },
      })
      return steps.map(({ reason, notifications }) =>
        [reason, ...notifications.map(({ state, dropReason }) => dropReason ?? state)].join(' '),
      )
    },
    /** Time passes, and the rule is evaluated on a level of the whole project. */
    async see(ruleId: string, level: Parameters<AlertWorld['levels']['set']>[1], minutes = 1): Promise<void> {
      world.now += minutes * MINUTE
      world.levels.set(null, level)
      await world.evaluate(ruleId)
    },
  }
}
