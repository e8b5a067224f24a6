import { ProjectSlug } from '@tidemark/contracts'
import type { PrismaClient } from '@tidemark/db'
import type { Clock } from '@tidemark/platform'
import { openProject } from '@tidemark/workspace'
import type { LiveSocket } from './sockets.ts'

const WATCHED_MAX = 20

/** Rooms are named here and nowhere else: clients name projects, never rooms. */
export const roomOf = (projectId: number): string => `project:${projectId}`

/** Lets a socket follow a project its person is a member of. False where that is not so; nothing tells the two apart. */
export async function watchProject(
  socket: LiveSocket,
  slug: unknown,
  { prisma, now }: { prisma: PrismaClient; now: Clock },
): Promise<boolean> {
  const named = ProjectSlug.safeParse(slug)
  const { holder, watched } = socket.data
  if (!named.success || watched.size >= WATCHED_MAX) return false
  const actor = { kind: 'user', id: holder.userId } as const
  const opened = await openProject({ prisma, actor, now }, named.data).catch(() => null)
  if (opened === null || !socket.connected) return false
  watched.set(named.data, opened.project.id)
  await socket.join(roomOf(opened.project.id))
  return true
}

/** Takes a watch back. A project that is not watched changes nothing. */
export async function unwatchProject(socket: LiveSocket, slug: unknown): Promise<void> {
  const { watched } = socket.data
  const projectId = watched.get(String(slug))
  watched.delete(String(slug))
  if (projectId !== undefined) await socket.leave(roomOf(projectId))
}
