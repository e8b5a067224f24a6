import { describe, expect, test } from 'vitest'
import { reportCoverage } from './coverage-report.ts'
import { readTaggedTests } from './tagged-tests.ts'

const tagged = (title: string, ids: string) => `'${title} [${ids}]'`

describe('tags are read from titles of tests that run', () => {
  test.each([
    ['test', `test(${tagged('adds', 'SLO-01')}, () => {})`, ['adds: SLO-01']],
    ['it', `it(${tagged('adds', 'SLO-01 C-02')}, run)`, ['adds: SLO-01 C-02']],
    ['each', `test.each([['a [b]']])(${tagged('%s', 'SLO-01')}, () => {})`, ['%s: SLO-01']],
    ['each as a template', `test.each\`a\`(${tagged('$a', 'SLO-01')}, () => {})`, ['$a: SLO-01']],
    ['conditions', `it.skipIf(a)(${tagged('b', 'SLO-01')}, () => {})`, ['b: SLO-01']],
    ['nested', `describe('a', () => { describe('b', () => { it(${tagged('c', 'C-01')}, f) }) })`, ['c: C-01']],
    ['over lines', `test(\n  ${tagged('a', 'C-01')},\n  async () => {},\n)`, ['a: C-01']],
    ['placeholders', `test(\`takes \${n} ms [C-01]\`, () => {})`, ['takes $'.concat('{n} ms: C-01')]],
    ['a group', `describe.each(cases)(${tagged('a', 'C-01 F2')}, f)`, ['a: C-01 F2']],
    ['no tag', "test('a', () => {})", []],
    ['a comment', `// test(${tagged('a', 'C-01')}, f)`, []],
  ])('%s', (_name, source, expected) => {
    const { tests, problems } = readTaggedTests('a.test.ts', source)
    expect(tests.map(({ title, ids }) => `${title}: ${ids.join(' ')}`)).toEqual(expected)
    expect(problems).toEqual([])
  })

  test.each([
    ['not at the end', "test('[C-01] a', f)", 'the tag is not the end'],
    ['commas', "test('a [C-01, C-02]', f)", 'the tag is not the end'],
    ['one digit', "test('a [C-1]', f)", 'the tag is not the end'],
    ['skipped', `test.skip(${tagged('a', 'C-01')}, f)`, 'not in the title of a test that runs'],
    ['to do', `test.todo(${tagged('a', 'C-01')})`, 'not in the title of a test that runs'],
    ['a variable', `const name = ${tagged('a', 'C-01')}`, 'not in the title of a test that runs'],
    ['a case', `test.each([[${tagged('a', 'C-01')}]])('%s', f)`, 'not in the title of a test that runs'],
  ])('%s is a problem', (_name, source, problem) => {
    const { tests, problems } = readTaggedTests('a.test.ts', `\n${source}`)
    expect(tests).toEqual([])
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^a.test.ts:2 .*${problem}`))])
  })
})

describe('the page', () => {
  const rows = { capabilities: [{ title: 'One', rows: ['C-02', 'C-01'] }], highest: { C: 3 }, highestFault: { F: 2 } }
  const one = { path: 'b.test.ts', title: 'one', ids: ['C-01', 'C-02'] }
  const two = { path: 'a.test.ts', title: 'two', ids: ['C-02', 'C-03'] }

  test('lists each row with its tests, in any order the same', () => {
    const { markdown, problems } = reportCoverage(rows, [one, two])
    expect(problems).toEqual([])
    expect(markdown.slice(markdown.indexOf('## One'))).toBe(
      [
        '## One\n\n- **C-02**\n  - `a.test.ts`: two\n  - `b.test.ts`: one\n- **C-01**\n  - `b.test.ts`: one',
        '## Shown beyond that\n\n- **C-03**\n  - `a.test.ts`: two\n',
      ].join('\n'),
    )
    expect(reportCoverage(rows, [two, one]).markdown).toBe(markdown)
  })

  test('names rows without a test and ids that do not exist', () => {
    const strange = { path: 'c.test.ts', title: 'three', ids: ['C-04', 'X-01', 'C-00', 'F2', 'F3'] }
    expect(reportCoverage(rows, [two, strange]).problems).toEqual([
      'C-01 is shown by no test',
      'c.test.ts: "three" names C-04, which does not exist',
      'c.test.ts: "three" names X-01, which does not exist',
      'c.test.ts: "three" names C-00, which does not exist',
      'c.test.ts: "three" names F3, which does not exist',
    ])
  })
})
