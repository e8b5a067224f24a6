import type { SeededEvent } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { describeWorld, makeDay } from '../../test/describe-world.ts'
import { evaluate } from '../../test/evaluate.ts'
import { serviceHealth } from './index.ts'
import { metrics } from './metrics.ts'

const event = (type: string, props: Record<string, unknown>, ts = 0): SeededEvent => ({ id: '', type, ts, props })
const check = (state: string, target = 'api') => event('health_check', { target, state })

describe('uptime tells unknown from down', () => {
  const up = Array.from({ length: 9_995 }, () => check('up'))
  test.each([
    ['up and down only', [...up, ...Array.from({ length: 5 }, () => check('down'))], 0.9995],
    ['an hour nobody could tell', [check('up'), check('unknown'), check('unknown')], 1],
    ['an hour of maintenance', [check('up'), check('down'), check('maintenance')], 0.5],
    ['nothing but unknown', [check('unknown')], null],
    ['no checks', [], null],
  ])('%s [KPI-17 T-63]', (_name, events, uptime) => expect(evaluate(metrics.uptime, events)).toBe(uptime))

  test('what is unknown or maintenance is shown beside it [T-63]', () => {
    const events = [check('up'), check('down'), check('unknown'), check('maintenance')]
    expect(evaluate(metrics.unknown_share, events)).toBe(0.25)
    expect(evaluate(metrics.maintenance_share, events)).toBe(0.25)
  })
})

test('the health endpoints find their numbers: per endpoint, pool, queries [KPI-17]', () => {
  const request = (route: string, status: number, duration: number) =>
    event('api_request', { method: 'GET', route, status, duration })
  const events = [request('/a', 200, 10), request('/a', 503, 30), request('/b', 200, 20), request('/b', 404, 40)]
  const of = (route: string) => events.filter(({ props }) => props.route === route)
  expect(evaluate(metrics.error_rate, events)).toBe(0.25)
  expect([evaluate(metrics.error_rate, of('/a')), evaluate(metrics.error_rate, of('/b'))]).toEqual([0.5, 0])
  expect(['p50', 'p95', 'mean', 'min', 'max'].map((stat) => evaluate(metrics.latency, events, stat as 'p50'))).toEqual([
    20, 40, 25, 10, 40,
  ])
  const pool = (in_use: number, waiting: number) => event('pool_sample', { pool: 'web', size: 20, in_use, waiting })
  expect(evaluate(metrics.pool_use, [pool(20, 7), pool(10, 0)])).toBe(0.75)
  expect(evaluate(metrics.pool_waiting, [pool(20, 7), pool(10, 0)], 'max')).toBe(7)
})

test('the types of the admin document and their endpoints are declared [EVT-07 DIM-03]', () => {
  const types = serviceHealth.events.map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['api_request', 'error', 'alert']))
  const { events } = makeDay(serviceHealth)
  expect(new Set(events.map(({ props }) => props.route)).size).toBeGreaterThan(4)
})

test('scraped counters answer rate, error rate and mean latency [KPI-17 API-16]', () => {
  const sample = (metric: string, increase: number, status?: string) =>
    event('prometheus_sample', { target: 'a', metric, increase, seconds: 15, ...(status ? { status } : {}) })
  const events = [
    sample('http_requests_total', 90, '200'),
    sample('http_requests_total', 10, '500'),
    sample('http_request_duration_seconds_sum', 5),
    sample('http_request_duration_seconds_count', 100),
  ]
  expect(evaluate(metrics.scraped_error_rate, events.slice(0, 2))).toBe(0.1)
  expect(evaluate(metrics.scraped_rate, events.slice(0, 1))).toBe(6)
  expect(evaluate(metrics.scraped_latency, events)).toBe(0.05)
})

describeWorld(serviceHealth)
