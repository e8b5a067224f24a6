import type { EventProps, WireEvent } from '@tidemark/contracts'
import type { apiRequest } from '@tidemark/packs'
import type { LoggedRequest } from './parse-line.ts'

/** The event of a logged request. The client's address is its actor: the door turns it into a pseudonym. Pure. */
export function toEvent(id: string, request: LoggedRequest): WireEvent {
  const { client, ts, bytes, route, status } = request
  const props: EventProps<typeof apiRequest> = {
    method: request.method as EventProps<typeof apiRequest>['method'],
    route,
    status,
    ...(bytes === undefined ? {} : { bytes }),
  }
  return { id, type: 'api_request', ts, actor: client, props }
}
