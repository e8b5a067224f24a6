export { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.ts'
export { OutboundError } from './outbound-error.ts'
