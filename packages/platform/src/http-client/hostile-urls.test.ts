import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { OutboundError, type Refusal } from './outbound-error.ts'

const PUBLIC = '93.184.216.34'

/** What names resolve to here; whatever is not listed resolves to the trap. */
const NAMES: Record<string, readonly string[]> = {
  'hooks.example.com': [PUBLIC],
  'xn--bcher-kva.example.com': [PUBLIC, '2606:2800:220:1:248:1893:25c8:1946'],
  'private.example.com': ['10.0.0.7'],
  'mixed.example.com': [PUBLIC, '127.0.0.1'],
  'mixed6.example.com': [PUBLIC, '::1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'nat64.example.com': ['64:ff9b::7f00:1'],
  'unknown.internal': [],
}
const resolve = async (host: string) =>
  (NAMES[host] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

/** `PORT` stands for the trap's port, so that each of these would reach it if it were not refused. */
const HOSTILE: Record<Refusal, readonly string[]> = {
  private_address: [
    // loopback in every spelling that the URL parser knows
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://127.255.255.254:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::ffff:0:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    // services of clouds
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.170.2/v2/credentials',
    'http://2852039166/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://100.100.100.200/latest/meta-data/',
    'http://192.0.0.192/opc/v2/instance/',
    'http://168.63.129.16/metadata',
    // private, shared, special
    'http://10.0.0.1/',
    'http://10.255.255.255/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    'https://192.168.1.1:8443/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://192.0.2.1/',
    'http://192.88.99.1/',
    'http://198.18.0.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456:789a::1]/',
    'http://[fec0::1]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    // names that lead there, and names that lead there too
    'http://rebound.example.com:PORT/',
    'http://127.0.0.1.nip.io:PORT/',
    'http://private.example.com/',
    'http://mixed.example.com/',
    'http://mixed6.example.com/',
    'http://mapped.example.com/',
    'http://nat64.example.com/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://localhost.:PORT/',
    'http://ⓛocalhost:PORT/',
    'http://a.localhost:PORT/',
    'http://metadata.google.internal./computeMetadata/v1/',
    'http://metadata/computeMetadata/v1/',
    'http://postgres:PORT/',
    'http://tidemark.local:PORT/',
  ],
  reserved_name: ['http://unknown.internal/'],
  port: [
    `http://${PUBLIC}:22/`,
    `http://${PUBLIC}:25/`,
    `https://${PUBLIC}:5432/`,
    `http://${PUBLIC}:6379/`,
    'http://hooks.example.com:3306/',
    'http://hooks.example.com:0/',
    'http://hooks.example.com:65535/',
  ],
  scheme: [
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/_x',
    'ftp://hooks.example.com/',
    'ws://hooks.example.com/',
    'dict://127.0.0.1:PORT/',
    'ldap://127.0.0.1/',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:http://127.0.0.1/x',
    'jar:http://127.0.0.1!/x',
  ],
  credentials: [
    'http://user@127.0.0.1:PORT/',
    'http://user:pass@hooks.example.com/',
    'http://hooks.example.com@127.0.0.1:PORT/',
    'http://:@127.0.0.1:PORT/'.replace(':@', ':x@'),
  ],
  malformed: [
    '',
    'hooks.example.com',
    '//hooks.example.com/',
    'http://',
    'http:///',
    'http://[::1',
    'http://[fe80::1%25eth0]/',
    'http://hooks.example.com:99999/',
    'http://hooks.example.com:http/',
    'http://256.256.256.256/',
    'http://hooks.example.com\\@127.0.0.1:PORT/',
    'http:\\\\127.0.0.1:PORT/',
    ' http://127.0.0.1:PORT/',
    'http://hooks.example.com/\r\nHost: 127.0.0.1',
    'http://hooks.exa\nmple.com/',
    'http://127.0.0.1:PORT\t/',
    'http://hooks.example.com\u0000.evil.example/',
    'http://hooks\u200b.example.com/',
    `http://${'a'.repeat(3_000)}.example.com/`,
    `http://${'a.'.repeat(150)}com/`,
    `http://hooks.example.com/${'x'.repeat(3_000)}`,
  ],
}

const FINE = [
  'https://hooks.example.com/services/T0/B0/x?y=1#z',
  'http://hooks.example.com/',
  'http://hooks.example.com:8080/a',
  'https://hooks.example.com:8443',
  'https://hooks.example.com./',
  'https://HOOKS.example.COM/',
  'https://bücher.example.com/',
  `https://${PUBLIC}/`,
  'https://1.1.1.1/',
  'https://9.9.9.9:443/',
  'https://[2606:4700:4700::1111]/',
  'http://172.32.0.1/',
  'http://100.128.0.1/',
]

let trap: Server
let seen = 0
let port: number
let client: HttpClient

beforeAll(async () => {
  trap = createServer((_request, response) => {
    seen++
    response.end()
  })
  trap.on('connection', () => seen++)
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done))
  port = (trap.address() as AddressInfo).port
  // The trap's port is among the allowed ones: only the address stands between a request and the trap.
  client = createHttpClient({ allow: [], ports: [80, 443, 8080, 8443, port], resolve })
})
afterAll(() => new Promise((done) => trap.close(done)))

const hostile = Object.entries(HOSTILE).flatMap(([refusal, urls]) => urls.map((url) => ({ refusal, url })))
const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'passed',
    (error: unknown) =>
      error instanceof OutboundError && error.failure.kind === 'refused' ? error.failure.refusal : String(error),
  )

test('the table has at least 80 hostile URLs', () => expect(hostile.length).toBeGreaterThanOrEqual(80))

describe.each(hostile)('$url', ({ refusal, url }) => {
  it(`is refused when it is stored and when it is sent to: ${refusal}`, async () => {
    const real = url.replaceAll('PORT', String(port))
    expect(await refusalOf(client.check(real))).toBe(refusal)
    expect(await refusalOf(client.send({ method: 'POST', url: real, body: '{}' }))).toBe(refusal)
    expect(seen).toBe(0)
  })
})

it.each(FINE)('%s may be stored', async (url) => expect(await refusalOf(client.check(url))).toBe('passed'))

it('judges again at the moment of connecting: a name that has turned is refused', async () => {
  const answers = [PUBLIC, '127.0.0.1', PUBLIC]
  const turning = createHttpClient({
    allow: [],
    ports: [port],
    resolve: async () => [{ address: answers.shift() ?? PUBLIC, family: 4 }],
  })
  const url = `http://turning.example.com:${port}/`
  await turning.check(url)
  expect(await refusalOf(turning.send({ method: 'GET', url }))).toBe('private_address')
  // One question per request: what was judged is what is connected to.
  expect(answers).toHaveLength(1)
  expect(seen).toBe(0)
})
