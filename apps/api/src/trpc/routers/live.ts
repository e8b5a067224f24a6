import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const liveRouter = router({
  /** A ticket for one socket, good once and for a minute. */
  ticket: procedure.user
    .input(z.undefined())
    .output(z.strictObject({ ticket: z.string() }))
    .mutation(({ ctx }) => ({
      ticket: ctx.tickets.issue({ userId: ctx.signedIn.user.id, sessionId: ctx.signedIn.sessionId }),
    })),
})
