import { ALERTING_SUBJECT, type LiveHint } from '@tidemark/contracts'
import { createPools } from '@tidemark/db'
import { withTestDatabase } from '@tidemark/testkit'
import { expect, it } from 'vitest'
import { createAlertHints } from './alert-hints.ts'

it('tells each project, with numbers that grow, and merges what comes at once', () =>
  withTestDatabase(async (url) => {
    const pools = createPools({ url })
    const told: LiveHint[] = []
    const enough = Promise.withResolvers<void>()
    const hints = createAlertHints(pools.work, (hint) => {
      told.push(hint)
      if (told.length === 3) enough.resolve()
    })
    for (let i = 0; i < 100; i++) hints.tell(1)
    hints.tell(2)
    await enough.promise
    await pools.close()
    expect(told.filter(({ project }) => project === 1)).toHaveLength(2)
    expect(told.every(({ metrics }) => metrics[0] === ALERTING_SUBJECT)).toBe(true)
    const revisions = told.filter(({ project }) => project === 1).map(({ revision }) => revision)
    expect(revisions[1]).toBeGreaterThan(revisions[0] ?? Infinity)
  }))

it('is silent when the database is gone', async () => {
  const pools = createPools({ url: 'postgres://nobody@127.0.0.1:1/none' })
  const hints = createAlertHints(pools.work, () => expect.fail('told without a number'))
  hints.tell(1)
  await pools.close()
})
