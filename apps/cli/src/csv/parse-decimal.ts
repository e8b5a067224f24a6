const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/

/**
 * Reads decimal text as a whole number of its `decimals`-th places, digit by digit, so that 0.29 with two decimals is
 * exactly 29. Answers what is wrong where the text is no plain decimal number, has more places than asked, or leaves
 * the range in which float64 holds whole numbers exactly. Pure.
 */
export function parseDecimal(text: string, decimals: number): number | { readonly problem: string } {
  const match = DECIMAL.exec(text.trim())
  const [, sign, whole = '', fraction = ''] = match ?? []
  if (match === null || whole + fraction === '') return { problem: 'is not a decimal number such as -12.50' }
  if (/[1-9]/.test(fraction.slice(decimals))) return { problem: `has more than ${decimals} decimals` }
  const digits = whole + fraction.slice(0, decimals).padEnd(decimals, '0')
  const value = Number(digits)
  if (!Number.isSafeInteger(value)) return { problem: 'is too large to be exact' }
  // 0 - 0 keeps "-0" from becoming a negative zero.
  return sign === '-' ? 0 - value : value
}

/** Reads decimal text as the nearest float64, or answers what is wrong. Pure. */
export function parseNumber(text: string): number | { readonly problem: string } {
  const trimmed = text.trim()
  const value = Number(trimmed)
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(value)
    ? value
    : { problem: 'is not a number such as 12 or -0.5' }
}
