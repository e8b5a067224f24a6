import { expect, test } from 'vitest'
import { type ReleasedEvent, versionProblems } from './event-changes.ts'

const before = {
  sold: { version: '1.2.0', fields: { shop: 'text', kind: 'one_of(a|b)', price: 'number:count', note: 'text?' } },
}
const { fields } = before.sold

test.each<[string, ReleasedEvent, string | null]>([
  ['nothing', { version: '1.2.0', fields }, null],
  ['an optional field in a minor', { version: '1.3.0', fields: { ...fields, tip: 'number:count?' } }, null],
  ['an optional field in no new version', { version: '1.2.1', fields: { ...fields, tip: 'text?' } }, '1.3.0'],
  ['a required field in a minor', { version: '1.3.0', fields: { ...fields, tip: 'text' } }, '2.0.0'],
  ['a required field in a major', { version: '2.0.0', fields: { ...fields, tip: 'text' } }, null],
  ['another value of a list in a minor', { version: '1.3.0', fields: { ...fields, kind: 'one_of(a|b|c)' } }, null],
  ['one value less', { version: '1.3.0', fields: { ...fields, kind: 'one_of(a)' } }, '2.0.0'],
  ['another type', { version: '1.3.0', fields: { ...fields, shop: 'whole' } }, '2.0.0'],
  ['another unit', { version: '1.3.0', fields: { ...fields, price: 'number:ms' } }, '2.0.0'],
  ['a field that may now be left out', { version: '1.3.0', fields: { ...fields, shop: 'text?' } }, null],
  ['a field that may no longer be left out', { version: '1.3.0', fields: { ...fields, note: 'text' } }, '2.0.0'],
  ['a field that is gone', { version: '1.3.0', fields: { shop: 'text' } }, '2.0.0'],
])('%s [SCH-02]', (_name, now, wanted) => {
  const problems = versionProblems(before, { sold: now })
  if (wanted === null) expect(problems).toEqual([])
  else expect(problems).toEqual([expect.stringContaining(`must become ${wanted}`)])
})
