import { count, distinct, distribution, part, ratio, sum } from '@tidemark/contracts'
import { apiRequest } from './events.ts'

const SERVER_ERRORS = Array.from({ length: 100 }, (_, i) => String(500 + i))
const CLIENT_ERRORS = Array.from({ length: 100 }, (_, i) => String(400 + i))

export const metrics = {
  requests: count({ of: apiRequest, title: 'Requests' }),
  errors: count({ of: apiRequest, where: { status: SERVER_ERRORS }, title: 'Server errors', better: 'lower' }),
  error_rate: ratio({
    of: part(apiRequest, { where: { status: SERVER_ERRORS } }),
    over: part(apiRequest),
    title: 'Error rate',
    description: 'Requests answered with a 5xx status over all requests',
    better: 'lower',
  }),
  client_error_rate: ratio({
    of: part(apiRequest, { where: { status: CLIENT_ERRORS } }),
    over: part(apiRequest),
    title: 'Client error rate',
    description: 'Requests answered with a 4xx status over all requests',
    better: 'lower',
  }),
  latency: distribution({ of: apiRequest, measure: 'duration', title: 'Latency', better: 'lower' }),
  traffic: sum({ of: apiRequest, measure: 'bytes', title: 'Traffic', description: 'Bytes sent in answers' }),
  clients: distinct({ of: apiRequest, unitOf: 'actor', title: 'Clients', description: 'Different clients' }),
}
