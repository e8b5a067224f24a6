import { FORMULA_LIMITS, type Formula, type FormulaOp } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'

/** Where a formula is wrong: `at` is the offset of the first character that cannot be read. */
function wrong(text: string, at: number, problem: string): never {
  throw invalid(`The formula is wrong at ${at + 1}: ${problem}.`, { details: { formula: text, at } })
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([a-z][a-z0-9_]*)|([-+*/()]))/y

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  const token = new RegExp(TOKEN)
  const end = text.trimEnd().length
  for (let at = 0; at < end; at = token.lastIndex) {
    token.lastIndex = at
    const found = token.exec(text)
    if (found === null) {
      const first = at + text.slice(at).search(/\S/)
      wrong(text, first, `"${text[first]}" is no number, name, + - * / or parenthesis`)
    }
    const [whole, number, name, sign] = found
    const own = number ?? name ?? sign ?? ''
    const kind = number === undefined ? (name === undefined ? 'sign' : 'name') : 'number'
    tokens.push({ kind, text: own, at: at + whole.length - own.length })
  }
  return [...tokens, { kind: 'end', text: '', at: end }]
}

const SUMS: Readonly<Record<string, FormulaOp>> = { '+': 'add', '-': 'subtract' }
const PRODUCTS: Readonly<Record<string, FormulaOp>> = { '*': 'multiply', '/': 'divide' }

/** Recursive descent: sum = product {+- product}, product = factor {* / factor}, factor = -factor | (sum) | number | name. */
class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #names: ReadonlySet<string>
  #next = 0
  #depth = 0

  constructor(text: string, names: ReadonlySet<string>) {
    this.#text = text
    this.#tokens = readTokens(text)
    this.#names = names
  }

  parse(): Formula<string> {
    const formula = this.#sum()
    const { kind, text, at } = this.#token
    if (kind !== 'end') wrong(this.#text, at, `"${text}" is not expected here`)
    return formula
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #sum(): Formula<string> {
    return this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#factor()))
  }

  #chain(ops: Readonly<Record<string, FormulaOp>>, part: () => Formula<string>): Formula<string> {
    let left = part()
    for (;;) {
      const { kind, text } = this.#token
      const op = kind === 'sign' ? ops[text] : undefined
      if (op === undefined) return left
      this.#next++
      left = { op, left, right: part() }
    }
  }

  #factor(): Formula<string> {
    const { kind, text, at } = this.#token
    if (this.#depth === FORMULA_LIMITS.depth) wrong(this.#text, at, `more than ${FORMULA_LIMITS.depth} levels`)
    this.#next++
    if (kind === 'number') return { op: 'number', value: Number(text) }
    if (kind === 'name') {
      if (!this.#names.has(text)) wrong(this.#text, at, `there is no operand ${text}`)
      return { op: 'metric', metric: text, stat: 'value' }
    }
    this.#depth++
    const inner = this.#nested(text, at, kind)
    this.#depth--
    return inner
  }

  #nested(text: string, at: number, kind: Token['kind']): Formula<string> {
    if (text === '-') return { op: 'multiply', left: { op: 'number', value: -1 }, right: this.#factor() }
    if (text !== '(') wrong(this.#text, at, kind === 'end' ? 'it ends too early' : `"${text}" is not expected here`)
    const inner = this.#sum()
    if (this.#token.text !== ')') wrong(this.#text, this.#token.at, 'a ")" is missing')
    this.#next++
    return inner
  }
}

/**
 * Reads arithmetic over named operands, such as `a / (b + 2)`: numbers, names, + - * /, unary minus and parentheses. Pure.
 * @throws TidemarkError invalid_input with `details.at`, the offset where it is wrong
 */
export function parseFormula(text: string, names: Iterable<string>): Formula<string> {
  if (text.length > FORMULA_LIMITS.length)
    wrong(text, FORMULA_LIMITS.length, `longer than ${FORMULA_LIMITS.length} characters`)
  return new Parser(text, new Set(names)).parse()
}
