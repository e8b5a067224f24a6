import { defineEvent, definePack, flag, measure, oneOf, text, whole } from '@tidemark/contracts'
import { uuidTime, uuidVersion, uuidv7 } from '@tidemark/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCatalog } from '../catalog/build-catalog.ts'
import { createJudge, DAY_MS, type JudgeContext, storedId } from './judge-event.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const played = defineEvent({
  type: 'played',
  title: 'Played',
  dimensions: {
    mode: oneOf(['solo', 'party']),
    map: text({ maxLength: 8, optional: true }),
    level: whole({ min: 1, max: 99, optional: true }),
    ranked: flag({ optional: true }),
  },
  measures: {
    score: measure({ unit: 'count', optional: true }),
    gold: measure({ unit: 'count', integer: true, min: 0, optional: true }),
  },
})
const emote = defineEvent({ type: 'emote', title: 'Emote', dimensions: {}, measures: {}, consent: 'required' })
const catalog = buildCatalog([
  definePack({ name: 'game', title: 'Game', version: '1.0.0', events: [played, emote], metrics: {} }),
])
const judge = createJudge(catalog, (project, kind, subject) => `hidden:${project}:${kind}:${subject.length}`)
const context: JudgeContext = { projectId: 7, receivedAt: NOW, skewMs: 0, retentionMs: 7 * DAY_MS }

const event = (more: Record<string, unknown> = {}, props: Record<string, unknown> = {}) => ({
  id: uuidv7(NOW),
  type: 'played',
  ts: new Date(NOW).toISOString(),
  props: { mode: 'solo', ...props },
  ...more,
})
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

test.each([
  ['a number', 5, 'not_an_object', ''],
  ['a list', [], 'not_an_object', ''],
  ['null', null, 'not_an_object', ''],
  ['no id', event({ id: undefined }), 'invalid_id', 'id'],
  ['a long id', event({ id: 'x'.repeat(129) }), 'invalid_id', 'id'],
  ['no type', event({ type: undefined }), 'missing_field', 'type'],
  ['a type of the prototype', event({ type: 'constructor' }), 'unknown_event_type', 'type'],
  ['an unknown type', event({ type: 'nothing' }), 'unknown_event_type', 'type'],
  ['a rolled-over date', event({ ts: '2026-02-30T00:00:00Z' }), 'invalid_timestamp', 'ts'],
  ['too old', event({ ts: '2026-03-01T00:00:00Z' }), 'clock_out_of_range', 'ts'],
  ['too far ahead', event({ ts: '2026-03-12T00:00:00Z' }), 'clock_out_of_range', 'ts'],
  ['an id from another time', event({ id: uuidv7(NOW - 30 * DAY_MS) }), 'clock_out_of_range', 'id'],
  ['props as a list', event({ props: [] }), 'invalid_type', 'props'],
  ['a missing dimension', event({ props: {} }), 'missing_field', 'props.mode'],
  ['a value outside the list', event({}, { mode: 'duo' }), 'invalid_value', 'props.mode'],
  ['__proto__ as a value', event({}, { mode: '__proto__' }), 'invalid_value', 'props.mode'],
  ['a long text', event({}, { map: 'x'.repeat(9) }), 'too_long', 'props.map'],
  ['a text that is a number', event({}, { map: 5 }), 'invalid_type', 'props.map'],
  ['a label out of range', event({}, { level: 100 }), 'invalid_value', 'props.level'],
  ['a flag that is text', event({}, { ranked: 'yes' }), 'invalid_type', 'props.ranked'],
  ['a sample rate of nothing', event({ sampleRate: 0 }), 'invalid_value', 'sampleRate'],
  ['a sample rate above all', event({ sampleRate: 1.01 }), 'invalid_value', 'sampleRate'],
  ['a sample rate as text', event({ sampleRate: '0.5' }), 'invalid_value', 'sampleRate'],
  ['infinity', event({}, { score: Number.POSITIVE_INFINITY }), 'invalid_number', 'props.score'],
  ['a numeric text', event({}, { score: '5' }), 'invalid_type', 'props.score'],
  ['a fraction of gold', event({}, { gold: 0.5 }), 'invalid_number', 'props.gold'],
  ['gold beyond 2^53', event({}, { gold: 2 ** 53 }), 'invalid_number', 'props.gold'],
  ['33 levels', event({ props: nested(33) }), 'too_deep', ''],
  ['200,000 levels', event({ props: JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) }), 'too_deep', ''],
  ['300 kB', event({}, { other: 'x'.repeat(300_000) }), 'too_large', ''],
  ['an empty actor', event({ actor: '' }), 'invalid_type', 'actor'],
  ['an actor that is an object', event({ actor: {} }), 'invalid_type', 'actor'],
])('%s is rejected', (_name, raw, code, path) => {
  expect(judge(raw, context)).toMatchObject({ kind: 'rejected', code, path })
})

test('only declared fields survive, subjects are hidden, absent fields are null', () => {
  const verdict = judge(
    event(
      { actor: 'ann@example.com', session: 's', correlationId: 'c' },
      { score: -0, password: 'x', map: 'a\0b\ud800' },
    ),
    context,
  )
  expect(verdict).toMatchObject({
    kind: 'accepted',
    event: {
      dimensions: ['solo', 'ab\ufffd', null, null],
      measures: [0, null],
      actor: 'hidden:7:actor:15',
      session: 'hidden:7:session:1',
      correlationId: 'c',
    },
  })
  expect(JSON.stringify(verdict)).not.toMatch(/ann@|password/)
})

test('consent: false always drops, and gated types need true', () => {
  expect(judge(event({ consent: false }), context).kind).toBe('opted_out')
  expect(judge(event({ type: 'emote', props: {} }), context).kind).toBe('opted_out')
  expect(judge(event({ type: 'emote', props: {}, consent: true }), context).kind).toBe('accepted')
})

test.each([
  ['travel time is not a wrong clock', 20_000, 0],
  ['a clock three hours ahead', -3 * 3_600_000, -3 * 3_600_000],
  ['a clock three hours behind', 3 * 3_600_000, 3 * 3_600_000],
])('skew: %s [T-22]', (_name, skewMs, moved) => {
  const ts = NOW - (Math.abs(skewMs) > 30_000 ? skewMs : 0)
  const verdict = judge(event({ ts: new Date(ts).toISOString(), id: uuidv7(ts) }), { ...context, skewMs })
  expect(verdict).toMatchObject({ kind: 'accepted', event: { occurredAt: ts, bucketedAt: ts + moved } })
})

test('a UUIDv7 is kept; any other id becomes a UUIDv8 of the time and the id, the same at every retry', () => {
  const own = uuidv7(NOW)
  expect(storedId(own.toUpperCase(), NOW)).toBe(own)
  const made = storedId('order-5', NOW)
  expect([uuidVersion(made), uuidTime(made)]).toEqual([8, NOW])
  expect(storedId('order-5', NOW)).toBe(made)
  expect(storedId('order-6', NOW)).not.toBe(made)
})

test('any JSON value gets a verdict and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.record({
        id: fc.jsonValue(),
        type: fc.constantFrom('played', 'emote', 'x'),
        ts: fc.oneof(fc.jsonValue(), fc.constant(new Date(NOW).toISOString())),
        props: fc.jsonValue(),
        actor: fc.jsonValue(),
      }),
      (raw) => {
        expect(['accepted', 'rejected', 'opted_out']).toContain(judge(raw, context).kind)
      },
    ),
  )
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test.each([
  [undefined, 1],
  [1, 1],
  [0.5, 2],
  [0.1, 10],
])('an event sampled at %s stands for %d, at the rate of its own time [T-09]', (sampleRate, weight) =>
  expect(judge(event({ sampleRate }), context)).toMatchObject({ kind: 'accepted', event: { weight } }),
)

test('a duration below 0, of a clock that was set back in between, is refused and not taken for 0 [T-23]', () => {
  expect(judge(event({}, { gold: -5 }), context)).toMatchObject({ kind: 'rejected', code: 'invalid_number' })
})

test('an event of days whose raw is gone is refused with the reason, not folded beside them [T-21]', () => {
  const ts = NOW - 8 * DAY_MS
  const late = event({ ts: new Date(ts).toISOString(), id: uuidv7(ts) })
  expect(judge(late, context)).toMatchObject({ kind: 'rejected', code: 'clock_out_of_range', path: 'ts' })
})
