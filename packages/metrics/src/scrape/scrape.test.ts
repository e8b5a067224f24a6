import { OutboundError } from '@tidemark/platform/http-client/index'
import { describe, expect, test } from 'vitest'
import { changesBetween, type Snapshot } from './changes.ts'
import { readExposition } from './exposition.ts'
import { judgeAnswer, judgeFailure } from './read-target.ts'
import { checkEvent, sampleEvents } from './to-events.ts'

const TEXT = `# HELP http_requests_total Requests
# TYPE http_requests_total counter
http_requests_total{route="/a",code="200"} 90
http_requests_total{code="500",route="/a"} 10 1700000000000
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{route="/a",le="0.1"} 80
http_request_duration_seconds_bucket{route="/a",le="+Inf"} 100
http_request_duration_seconds_sum{route="/a"} 12.5
http_request_duration_seconds_count{route="/a"} 100
# TYPE db_pool_in_use gauge
db_pool_in_use 7
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} NaN
rpc_seconds{quantile="0.9"} 0.4
rpc_seconds_sum 3
rpc_seconds_count 2
`
const types = { check: 'check', sample: 'sample' }
const at = Date.UTC(2026, 0, 1)

test('every sample of the text format is read with its labels and kind [API-16]', () => {
  const { samples, dropped } = readExposition(TEXT)
  expect(samples.map(({ metric, kind, value }) => [metric, kind, value])).toEqual([
    ['http_requests_total', 'counter', 90],
    ['http_requests_total', 'counter', 10],
    ['http_request_duration_seconds_bucket', 'counter', 80],
    ['http_request_duration_seconds_bucket', 'counter', 100],
    ['http_request_duration_seconds_sum', 'counter', 12.5],
    ['http_request_duration_seconds_count', 'counter', 100],
    ['db_pool_in_use', 'gauge', 7],
    ['rpc_seconds', 'gauge', 0.4],
    ['rpc_seconds_sum', 'counter', 3],
    ['rpc_seconds_count', 'counter', 2],
  ])
  expect(samples[2]?.labels).toEqual({ route: '/a', le: '0.1' })
  expect(dropped).toBe(1)
})

test('a target with too many series gives as many as are allowed, and the rest is counted', () => {
  const text = Array.from({ length: 50 }, (_, n) => `g{n="${n}"} ${n}`).join('\n')
  expect(readExposition(text, 20)).toMatchObject({ dropped: 30, samples: { length: 20 } })
  expect(readExposition(`g{n="${'x'.repeat(300)}"} 1`)).toEqual({ samples: [], dropped: 1 })
})

describe('counters', () => {
  const snapshot = (seconds: number, text: string): Snapshot => ({ at: at + seconds * 1000, ...readExposition(text) })
  test.each([
    ['tell nothing at the first scrape', null, 'c_total 5', []],
    ['tell what they grew by', 'c_total 5', 'c_total 8', [{ increase: 3, seconds: 15 }]],
    ['tell that nothing happened', 'c_total 5', 'c_total 5', [{ increase: 0, seconds: 15 }]],
    ['were reset: they have grown from 0 since', 'c_total 500', 'c_total 4', [{ increase: 4, seconds: 15 }]],
    ['were not there before', 'd_total 1', 'c_total 4', [{ increase: 4, seconds: 15 }]],
    [
      'are the same series whatever the order of labels',
      'c_total{a="1",b="2"} 5',
      'c_total{b="2",a="1"} 6',
      [{ increase: 1, seconds: 15 }],
    ],
    ['are unlike gauges, which tell their value', 'g 5', 'g 4', [{ value: 4 }]],
  ])('%s [API-16 T-37]', (_name, before, now, told) => {
    const changes = changesBetween(before === null ? null : snapshot(0, before), snapshot(15, now))
    expect(changes.map((change) => change.told)).toEqual(told)
  })

  test('become events with the same ids each time, whose endpoint and status can be asked for [API-16 T-24]', () => {
    const [before, now] = [snapshot(0, TEXT), snapshot(15, TEXT.replace(' 90', ' 120'))]
    const events = sampleEvents(types, 'shop', before, now)
    expect(sampleEvents(types, 'shop', before, now)).toEqual(events)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(sampleEvents(types, 'other', before, now).some(({ id }) => events.some((event) => event.id === id))).toBe(
      false,
    )
    expect(events[0]?.props).toEqual({
      target: 'shop',
      metric: 'http_requests_total',
      labels: 'code="200",route="/a"',
      route: '/a',
      status: '200',
      increase: 30,
      seconds: 15,
    })
    expect(events[2]?.props).toMatchObject({ le: '0.1' })
  })
})

describe('a target is', () => {
  const answer = (status: number, body = TEXT, truncated = false) => judgeAnswer({ status, body, truncated }).state
  test.each([
    ['up when it shows its metrics', answer(200), 'up'],
    ['down when it fails', answer(503), 'down'],
    ['unknown when it keeps them to itself', answer(401), 'unknown'],
    ['unknown when it shows a page of something else', answer(200, '<html></html>'), 'unknown'],
    ['unknown when it shows too much', answer(200, TEXT, true), 'unknown'],
    [
      'down when nobody listens',
      judgeFailure(new OutboundError({ kind: 'unreachable', cause: { code: 'ECONNREFUSED' } }), 'down').state,
      'down',
    ],
    [
      'unknown when its name is',
      judgeFailure(new OutboundError({ kind: 'unreachable', cause: { code: 'ENOTFOUND' } }), 'down').state,
      'unknown',
    ],
    [
      'unknown when it may not be asked',
      judgeFailure(new OutboundError({ kind: 'refused', refusal: 'private_address' }), 'down').state,
      'unknown',
    ],
    [
      'down when a scrape waits in vain',
      judgeFailure(new OutboundError({ kind: 'timeout', phase: 'total' }), 'down').state,
      'down',
    ],
    [
      'unknown when a page could not wait',
      judgeFailure(new OutboundError({ kind: 'timeout', phase: 'total' }), 'unknown').state,
      'unknown',
    ],
  ])('%s [KPI-17 T-63]', (_name, state, expected) => expect(state).toBe(expected))

  test('recorded with its latency only where it answered', () => {
    const reading = { target: 'shop', at, latencyMs: 12 }
    expect(checkEvent(types, { ...reading, state: 'up' }).props).toEqual({ target: 'shop', state: 'up', latency: 12 })
    expect(checkEvent(types, { ...reading, state: 'down' }).props).toEqual({ target: 'shop', state: 'down' })
  })
})
