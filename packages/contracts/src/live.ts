import { z } from 'zod'

/** A volatile hint that something new can be queried. It carries no numbers: pages ask again. */
export const LiveHint = z.strictObject({
  project: z.int(),
  /** metric ids that may have changed, or `ALERTING_SUBJECT`; at most 50, '*' when more */
  metrics: z.union([z.literal('*'), z.array(z.string()).max(50)]),
  /** grows with every commit; a smaller one than already seen is old news */
  revision: z.number(),
  /** epoch ms of the newest received event in the commit; 0 where it holds none */
  upTo: z.number(),
})
export type LiveHint = z.infer<typeof LiveHint>

/** Stands among the metrics of a hint: rules, incidents or their timelines may have changed. */
export const ALERTING_SUBJECT = 'alerting'

export const HINT_METRICS_MAX = 50

/** Names of the socket events. Clients ask to watch a project by slug; the server decides the room. */
export const LIVE = { watch: 'watch', unwatch: 'unwatch', hint: 'hint' } as const
