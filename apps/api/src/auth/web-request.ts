import type { FastifyRequest } from 'fastify'
import { CLIENT_ADDRESS_HEADER } from './client-address.ts'

/** The request's headers as the web platform has them, with the true client address. */
export function webHeaders(request: Pick<FastifyRequest, 'headers' | 'ip'>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  headers.set(CLIENT_ADDRESS_HEADER, request.ip)
  return headers
}

/** The request as the web platform has it. The body must have been read as text. */
export function webRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = webHeaders(request)
  headers.delete('content-length')
  const body = typeof request.body === 'string' && request.body !== '' ? request.body : null
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body })
}
