import type { PrismaClient } from '@tidemark/db'
import type { Clock } from '@tidemark/platform'
import { SESSION_ABSOLUTE_MS } from '../auth/create-auth.ts'
import type { TicketHolder } from './ticket-office.ts'

export type Standing = {
  /** Is the session still alive, and still this person's? */
  isSignedIn(holder: TicketHolder): boolean
  /** Is the person still a member of the project? */
  isMember(holder: TicketHolder, projectId: number): boolean
}

const memberKey = (userId: string, projectId: number): string => `${projectId}:${userId}`

/** Reads, in two statements however many there are, which sessions are alive and who is a member of what. */
export async function checkHolders(
  prisma: PrismaClient,
  holders: readonly TicketHolder[],
  now: Clock,
): Promise<Standing> {
  const ids = [...new Set(holders.map((holder) => holder.sessionId))]
  const users = [...new Set(holders.map((holder) => holder.userId))]
  const at = now()
  const [sessions, members] = await Promise.all([
    prisma.session.findMany({
      where: {
        id: { in: ids },
        expiresAt: { gt: new Date(at) },
        createdAt: { gt: new Date(at - SESSION_ABSOLUTE_MS) },
      },
      select: { id: true, userId: true },
    }),
    prisma.projectMember.findMany({ where: { userId: { in: users } }, select: { userId: true, projectId: true } }),
  ])
  const userOfSession = new Map(sessions.map((row) => [row.id, row.userId]))
  const memberships = new Set(members.map((row) => memberKey(row.userId, row.projectId)))
  return {
    isSignedIn: ({ sessionId, userId }) => userOfSession.get(sessionId) === userId,
    isMember: ({ userId }, projectId) => memberships.has(memberKey(userId, projectId)),
  }
}
