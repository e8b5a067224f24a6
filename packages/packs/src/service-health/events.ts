import { defineEvent, measure, oneOf, text, whole } from '@tidemark/contracts'

export const apiRequest = defineEvent({
  type: 'api_request',
  title: 'API request',
  dimensions: {
    method: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'OTHER'], {
      title: 'Method',
    }),
    route: text({ title: 'Route', budget: 2000 }),
    status: whole({ title: 'Status', min: 100, max: 599 }),
  },
  measures: {
    duration: measure({ title: 'Duration', unit: 'ms', optional: true, min: 0 }),
    bytes: measure({ title: 'Bytes sent', unit: 'bytes', optional: true, min: 0, integer: true }),
  },
})
