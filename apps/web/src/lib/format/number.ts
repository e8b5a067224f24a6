import type { Unit } from '@tidemark/contracts'

export interface NumberStyle {
  locale?: string
  /** ISO 4217 code, where one currency is known */
  currency?: string
}

/** A number and the unit it is shown in, apart, so that a tile can set the unit smaller. */
export interface NumberParts {
  number: string
  unit: string
}

/** Stands for "nothing measured"; it is never a zero. */
const NO_VALUE = '–'

type Scale = readonly (readonly [from: number, divisor: number, unit: string])[]

const TIME: Scale = [
  [172_800_000, 86_400_000, 'd'],
  [3_600_000, 3_600_000, 'h'],
  [60_000, 60_000, 'min'],
  [1000, 1000, 's'],
  [0, 1, 'ms'],
]
const BYTES: Scale = [
  [1e15, 1e15, 'PB'],
  [1e12, 1e12, 'TB'],
  [1e9, 1e9, 'GB'],
  [1e6, 1e6, 'MB'],
  [1e3, 1e3, 'kB'],
  [0, 1, 'B'],
]

const cache = new Map<string, Intl.NumberFormat>()
const formatter = (locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `${locale ?? ''}${JSON.stringify(options)}`
  let made = cache.get(key)
  if (made === undefined) {
    made = new Intl.NumberFormat(locale, options)
    cache.set(key, made)
  }
  return made
}

const three = (value: number, style: NumberStyle): string =>
  formatter(style.locale, { maximumSignificantDigits: 3 }).format(value)
const compact = (value: number, style: NumberStyle): string =>
  formatter(style.locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value)

const scaled = (value: number, scale: Scale, style: NumberStyle, like = value): NumberParts => {
  const size = Math.abs(Number(like.toPrecision(3)))
  const [, divisor, unit] = scale.find(([from]) => size >= from) ?? ([0, 1, ''] as const)
  return { number: three(value / divisor, style), unit }
}

const percentOf = (value: number, style: NumberStyle): string => {
  // 99.97 % must not read as a clean 100 %
  if (value < 1 && value >= 0.9995) return `>${three(99.9, style)}`
  return three(value * 100, style)
}

const minorDigits = (currency: string | undefined): number =>
  currency === undefined
    ? 2
    : (formatter('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

const isCurrency = (code: string | undefined): code is string => code !== undefined && /^[A-Z]{3}$/.test(code)

const money = (value: number, style: NumberStyle, options: Intl.NumberFormatOptions): string => {
  const currency = isCurrency(style.currency) ? style.currency : undefined
  const digits = minorDigits(currency)
  const named: Intl.NumberFormatOptions =
    currency === undefined ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
  return formatter(style.locale, { ...options, ...named }).format(value / 10 ** digits)
}

/** At most three significant digits, scaled to a readable unit. Percent takes a fraction, currency takes minor units. */
export const shortParts = (value: number | null | undefined, unit: Unit, style: NumberStyle = {}): NumberParts => {
  if (value === null || value === undefined || !Number.isFinite(value)) return { number: NO_VALUE, unit: '' }
  switch (unit) {
    case 'ms':
      return scaled(value, TIME, style)
    case 'seconds':
      return scaled(value * 1000, TIME, style)
    case 'bytes':
      return scaled(value, BYTES, style)
    case 'percent':
      return { number: percentOf(value, style), unit: '%' }
    case 'currency':
      return { number: money(value, style, { notation: 'compact', maximumSignificantDigits: 3 }), unit: '' }
    case 'per_second':
      return { number: compact(value, style), unit: '/s' }
    case 'events':
      return { number: compact(value, style), unit: Math.abs(value) === 1 ? 'event' : 'events' }
    case 'bits':
      return { number: three(value, style), unit: 'bit' }
    case 'count':
      return { number: compact(value, style), unit: '' }
    case 'ratio':
      return { number: three(value, style), unit: '' }
  }
}

const join = ({ number, unit }: NumberParts): string => (unit === '' ? number : `${number}\u202f${unit}`)

/** `shortParts` as one text. */
export const formatShort = (value: number | null | undefined, unit: Unit, style: NumberStyle = {}): string =>
  join(shortParts(value, unit, style))

/** A tick of an axis that reaches to `top`: all in the unit of the highest, left out where the title says it. */
export const formatAxis = (value: number, top: number, unit: Unit, style: NumberStyle = {}): string => {
  if (unit === 'ms') return join(scaled(value, TIME, style, top))
  if (unit === 'seconds') return join(scaled(value * 1000, TIME, style, top * 1000))
  if (unit === 'bytes') return join(scaled(value, BYTES, style, top))
  return unit === 'events' ? shortParts(value, unit, style).number : formatShort(value, unit, style)
}

const EXACT_UNIT: Record<Unit, string> = {
  count: '',
  ms: 'ms',
  bytes: 'B',
  percent: '%',
  ratio: '',
  currency: '',
  seconds: 's',
  per_second: '/s',
  bits: 'bit',
  events: 'events',
}

/** For tables and tooltips: whole numbers in full, others with five significant digits, in the declared unit. */
export const formatDetail = (value: number | null | undefined, unit: Unit, style: NumberStyle = {}): string => {
  if (value === null || value === undefined || Number.isInteger(value) || unit === 'currency') {
    return formatExact(value, unit, style)
  }
  const size = Math.abs(unit === 'percent' ? value * 100 : value)
  return formatExact(size >= 10_000 ? Math.round(value) : Number(value.toPrecision(5)), unit, style)
}

/** Every digit that is known (12 significant, which hides float noise), in the unit the metric is declared in. */
export const formatExact = (value: number | null | undefined, unit: Unit, style: NumberStyle = {}): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  if (unit === 'currency') {
    const digits = minorDigits(isCurrency(style.currency) ? style.currency : undefined)
    return money(value, style, { minimumFractionDigits: digits, maximumFractionDigits: digits + 4 })
  }
  const shown = Number((unit === 'percent' ? value * 100 : value).toPrecision(12))
  return join({ number: formatter(style.locale, { maximumFractionDigits: 9 }).format(shown), unit: EXACT_UNIT[unit] })
}
