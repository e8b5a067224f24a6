import type { Services } from '@tidemark/worker/services'

/**
 * Steps of an alert on its way: the service level was read, the cooldown was asked, the transition was committed and
 * nobody woken, the receiver has answered and nobody noted it, the delivery was noted.
 */
export const FAULT_POINTS = ['evaluate', 'cooldown', 'write', 'send', 'settle'] as const
export type FaultPoint = (typeof FAULT_POINTS)[number]

/** Said by the parent: die the next time that you pass this point. */
export type DieAt = { readonly kind: 'die'; readonly at: FaultPoint }

const isDieAt = (message: unknown): message is DieAt =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'die'

/** The same services, which end this process by SIGKILL at the point that the parent has named. */
export function withFaultPoints(services: Services): Services {
  let deadly: FaultPoint | undefined
  process.on('message', (message) => {
    if (isDieAt(message)) deadly = message.at
  })
  const pass = (point: FaultPoint): void => {
    if (deadly === point) process.kill(process.pid, 'SIGKILL')
  }
  const passing = async <T>(point: FaultPoint, work: Promise<T>): Promise<T> => {
    const result = await work
    pass(point)
    return result
  }
  const { alerts, delivery } = services
  return {
    ...services,
    alerts: {
      ...alerts,
      sli: {
        readSli: (question) => passing('evaluate', alerts.sli.readSli(question)),
        readSliByWorkflow: (question) => passing('evaluate', alerts.sli.readSliByWorkflow(question)),
      },
      cooldown: { tryAcquire: (key, ms) => passing('cooldown', alerts.cooldown.tryAcquire(key, ms)) },
      onCommit(projectId, queued) {
        if (queued > 0) pass('write')
        alerts.onCommit(projectId, queued)
      },
    },
    delivery: {
      ...delivery,
      http: { ...delivery.http, send: (request) => passing('send', delivery.http.send(request)) },
      onSettled(projectId) {
        pass('settle')
        delivery.onSettled(projectId)
      },
    },
  }
}
