import ts from 'typescript'

/** A test, or a group of them, that says at the end of its title what it shows: `test('... [SLO-01 F2]', ...)`. */
export type TaggedTest = { readonly path: string; readonly title: string; readonly ids: readonly string[] }

export type ReadTests = { readonly tests: readonly TaggedTest[]; readonly problems: readonly string[] }

/** A requirement such as SLO-01, or a fault such as F2. */
const ID = String.raw`(?:[A-Z]{1,3}-\d{2}|[A-Z]\d{1,2})`
const TAG = new RegExp(String.raw`^(.*\S) \[(${ID}(?: ${ID})*)\]$`, 's')
/** Something that was meant as a tag: brackets with an id in them. */
const LIKE_A_TAG = /\[[^[\]]*\b[A-Z]{1,3}-\d+\b[^[\]]*\]/
const FUNCTIONS = ['test', 'it', 'describe']
/** Tests that do not run show nothing. */
const IDLE = ['skip', 'todo']

/** Reads the tagged tests of a test file and what is wrong with tags in it. Pure. */
export function readTaggedTests(path: string, text: string): ReadTests {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const tests: TaggedTest[] = []
  const problems: string[] = []
  const titles = new Set<ts.Node>()
  const visit = (node: ts.Node): void => {
    const literal = titleOf(node)
    if (literal !== undefined) {
      titles.add(literal)
      const [, title, ids] = TAG.exec(textOf(literal, file)) ?? []
      if (title !== undefined && ids !== undefined) tests.push({ path, title, ids: ids.split(' ') })
      else if (LIKE_A_TAG.test(textOf(literal, file))) problems.push(complain(literal, 'the tag is not the end'))
    } else if (isText(node) && !titles.has(node) && TAG.test(textOf(node, file)))
      problems.push(complain(node, 'a tag that is not in the title of a test that runs'))
    ts.forEachChild(node, visit)
  }
  const complain = (node: ts.Node, what: string) =>
    `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1} ${what}`
  visit(file)
  return { tests, problems }
}

const isText = (node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)

/** The text as it is written, placeholders included. */
const textOf = (node: ts.StringLiteralLike | ts.TemplateExpression, file: ts.SourceFile): string =>
  ts.isStringLiteralLike(node) ? node.text : node.getText(file).slice(1, -1)

/** The title where `node` is a call like test(title, run), it.skipIf(when)(title, run) or describe.each(cases)(title, run). */
function titleOf(node: ts.Node): ts.StringLiteralLike | ts.TemplateExpression | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return undefined
  const title = node.arguments[0]
  const names = namesOf(node.expression)
  if (title === undefined || !isText(title) || !FUNCTIONS.includes(names[0] ?? '')) return undefined
  return names.some((name) => IDLE.includes(name)) ? undefined : title
}

/** The names of a chain from its root on: `it`, `skipIf` of it.skipIf(when). Empty where it is no such chain. */
function namesOf(node: ts.Expression): readonly string[] {
  if (ts.isIdentifier(node)) return [node.text]
  if (ts.isPropertyAccessExpression(node)) return [...namesOf(node.expression), node.name.text]
  if (ts.isCallExpression(node)) return namesOf(node.expression)
  if (ts.isTaggedTemplateExpression(node)) return namesOf(node.tag)
  return []
}
