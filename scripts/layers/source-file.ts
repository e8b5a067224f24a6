import ts from 'typescript'

/** One import of a file; `typeOnly` imports vanish at run time. */
export type Import = { readonly module: string; readonly line: number; readonly typeOnly: boolean }

/** What the rules look at in one file. `path` is relative to the clone, with forward slashes. */
export type SourceFile = {
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** Lines that read `process.env`. */
  readonly environmentReads: readonly number[]
  /** Lines that ask for the time or for chance. */
  readonly impureCalls: readonly number[]
}

const IMPURE_CALLS = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'Temporal.Now.instant',
])

/** Reads imports and calls of a TypeScript, JavaScript or Svelte file. Pure. */
export function parseSource(path: string, text: string): SourceFile {
  const code = path.endsWith('.svelte') ? keepScripts(text) : text
  const file = ts.createSourceFile(path.replace(/\.svelte$/, '.ts'), code, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  const environmentReads: number[] = []
  const impureCalls: number[] = []
  const lineOf = (node: ts.Node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
  const visit = (node: ts.Node): void => {
    const found = readImport(node)
    if (found) imports.push({ ...found, line: lineOf(node) })
    if (ts.isPropertyAccessExpression(node) && node.getText(file) === 'process.env') environmentReads.push(lineOf(node))
    if (isImpureCall(node, file)) impureCalls.push(lineOf(node))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { path, lines: text.trimEnd().split('\n').length, imports, environmentReads, impureCalls }
}

function readImport(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { module: node.moduleSpecifier.text, typeOnly: importsOnlyTypes(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { module: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments
    return target && ts.isStringLiteral(target) ? { module: target.text, typeOnly: false } : undefined
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { module: node.argument.literal.text, typeOnly: true }
  }
  return undefined
}

function importsOnlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.isTypeOnly) return true
  const named = clause.namedBindings
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly)
}

function isImpureCall(node: ts.Node, file: ts.SourceFile): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText(file) === 'Date' && !node.arguments?.length
  return ts.isCallExpression(node) && IMPURE_CALLS.has(node.expression.getText(file))
}

/** Blanks everything outside the script tags, so that line numbers stay. */
function keepScripts(text: string): string {
  let kept = ''
  let end = 0
  for (const match of text.matchAll(/(<script[^>]*>)(.*?)<\/script>/gs)) {
    const start = match.index + (match[1] ?? '').length
    kept += blank(text.slice(end, start)) + (match[2] ?? '')
    end = start + (match[2] ?? '').length
  }
  return kept + blank(text.slice(end))
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
