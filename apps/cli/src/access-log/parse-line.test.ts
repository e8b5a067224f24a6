import { expect, test } from 'vitest'
import { parseLine } from './parse-line.ts'

const line = (request: string, rest = '200 512 "http://example.com/" "Mozilla/5.0 (X11)"') =>
  `203.0.113.7 - - [17/May/2015:10:05:03 +0000] "${request}" ${rest}`

const base = {
  client: '203.0.113.7',
  ts: '2015-05-17T10:05:03+00:00',
  method: 'GET',
  route: '/a',
  status: 200,
  bytes: 512,
}

test.each([
  ['an ordinary line', line('GET /a HTTP/1.1'), base],
  ['the query is dropped', line('GET /a?token=secret&x=1 HTTP/1.1'), base],
  ['the fragment is dropped', line('GET /a#top HTTP/1.1'), base],
  ['absolute form', line('GET http://example.com/a?x HTTP/1.1'), base],
  ['absolute form without a path', line('GET http://example.com HTTP/1.1'), { ...base, route: '/' }],
  ['a query alone', line('GET /?x=1 HTTP/1.1'), { ...base, route: '/' }],
  ['no protocol (HTTP/0.9)', line('GET /a'), base],
  ['spaces and escaped quotes inside the path', line('GET /a b\\"c HTTP/1.1'), { ...base, route: '/a b\\"c' }],
  ['no body', line('HEAD /a HTTP/1.0', '304 - "-" "-"'), { ...base, method: 'HEAD', status: 304, bytes: undefined }],
  ['an empty body', line('GET /a HTTP/1.1', '200 0 "-" "-"'), { ...base, bytes: 0 }],
  ['an odd method', line('PROPFIND /a HTTP/1.1'), { ...base, method: 'OTHER' }],
  ['a method in lower case', line('get /a HTTP/1.1'), { ...base, method: 'OTHER' }],
  [
    'a TLS hello on a plain port',
    line('\\x16\\x03\\x01', '400 226 "-" "-"'),
    { ...base, method: 'OTHER', route: '(unreadable)', status: 400, bytes: 226 },
  ],
  [
    'nothing sent at all',
    line('-', '408 - "-" "-"'),
    { ...base, method: 'OTHER', route: '(unreadable)', status: 408, bytes: undefined },
  ],
  ['the common format', line('GET /a HTTP/1.1', '200 512'), base],
  ['a user agent without its closing quote', line('GET /a HTTP/1.1', '200 512 "-" "Mozilla/5.0 (broken'), base],
  ['a signed-in user', line('GET /a HTTP/1.1').replace('- - [', '- Ann Lee ['), base],
  ['an IPv6 client', line('GET /a HTTP/1.1').replace('203.0.113.7', '2001:db8::1'), { ...base, client: '2001:db8::1' }],
  ['another zone', line('GET /a HTTP/1.1').replace('+0000', '-0730'), { ...base, ts: '2015-05-17T10:05:03-07:30' }],
  ['a long path', line(`GET /${'x'.repeat(400)} HTTP/1.1`), { ...base, route: `/${'x'.repeat(255)}` }],
])('%s', (_name, text, expected) => {
  expect(parseLine(text)).toEqual(JSON.parse(JSON.stringify(expected)))
})

test.each([
  ['nothing', ''],
  ['prose', 'not a log line'],
  ['a month that is none', line('GET /a HTTP/1.1').replace('May', 'Mai')],
  ['a status that is none', line('GET /a HTTP/1.1', 'abc 512 "-" "-"')],
  ['a time without zone', line('GET /a HTTP/1.1').replace(' +0000', '')],
  ['a line cut inside the request', line('GET /a HTTP/1.1').slice(0, 60)],
])('%s is not a line of an access log', (_name, text) => {
  expect(parseLine(text)).toBeNull()
})
