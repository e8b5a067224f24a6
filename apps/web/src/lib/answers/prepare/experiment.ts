import type { ExperimentComparison, ExperimentMetric, ExperimentResult } from '@tidemark/contracts'
import { formatShort } from '../../format/number.ts'
import type { Tone } from './slo.ts'

/** A difference with its interval, or why there is none. */
export interface Difference {
  readonly text: string
  /** the interval that stays valid however often it is looked at */
  readonly interval: string
  /** in the metric's unit */
  readonly absolute: string
}

export interface ExperimentRow {
  readonly key: string
  readonly metric: ExperimentMetric
  readonly variation: string
  readonly control: string
  readonly value: string
  readonly difference: Difference
  readonly badge: ExperimentComparison['badge']
  readonly tone: Tone
  readonly reason: string
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text.replace(/^-/, '−'))
const percent = (share: number): string =>
  signed(`${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(share * 100)}\u202f%`, share)

/** Significant is good or bad by where the metric should go; without that it is only told. */
const toneOf = ({ badge }: ExperimentComparison, better: ExperimentMetric['better'], change: number | null): Tone => {
  if (badge === 'invalid: ratio mismatch') return 'bad'
  if (badge === 'not yet' || change === null) return 'muted'
  if (better === 'neither') return 'warn'
  return change > 0 === (better === 'higher') ? 'good' : 'bad'
}

const differenceOf = ({ plain, adjusted }: ExperimentComparison, metric: ExperimentMetric): Difference => {
  const { absolute, relative } = adjusted ?? plain
  const style = { currency: metric.currency ?? undefined, locale: 'en' }
  const number = (value: number): string => signed(formatShort(value, metric.unit, style), value)
  if (!('effect' in absolute)) return { text: '–', interval: '', absolute: absolute.missing }
  const { value, always } = absolute.effect
  const exact = `${number(value)} (${number(always.low)} to ${number(always.high)})`
  if (!('effect' in relative))
    return { text: number(value), interval: `${number(always.low)} to ${number(always.high)}`, absolute: exact }
  const of = relative.effect
  return {
    text: percent(of.value),
    interval: `${percent(of.always.low)} to ${percent(of.always.high)}`,
    absolute: exact,
  }
}

const changeOf = ({ plain, adjusted }: ExperimentComparison): number | null => {
  const { absolute } = adjusted ?? plain
  return 'effect' in absolute ? absolute.effect.value : null
}

const shownValue = ({ arms, unit, currency }: ExperimentMetric, variation: string): string => {
  const arm = arms.find((one) => one.variation === variation)
  if (arm === undefined || arm.status === 'empty') return '–'
  if (arm.status === 'suppressed') return 'kept back'
  return formatShort(arm.value, unit, { currency: currency ?? undefined, locale: 'en' })
}

/** One row per metric and variation, primary metrics first. */
export const prepareExperiment = ({ metrics, control }: ExperimentResult): ExperimentRow[] =>
  metrics.flatMap((metric) =>
    metric.comparisons.map((comparison) => ({
      key: `${metric.metric} ${comparison.variation}`,
      metric,
      variation: comparison.variation,
      control: shownValue(metric, control),
      value: shownValue(metric, comparison.variation),
      difference: differenceOf(comparison, metric),
      badge: comparison.badge,
      tone: toneOf(comparison, metric.better, changeOf(comparison)),
      reason: comparison.reason,
    })),
  )

export interface OverlayRow {
  readonly name: string
  /** per variation: the mean over the exposed units; null: none told */
  readonly values: readonly (number | null)[]
}

/** The parameters that each arm ran with, over all days, weighted by their units. */
export const prepareOverlays = ({ arms, days }: ExperimentResult): OverlayRow[] => {
  const names = new Set(
    days.flatMap((day) => day.arms.flatMap(({ overlays }) => overlays.points.map(({ name }) => name))),
  )
  return [...names].map((name) => ({
    name,
    values: arms.map(({ variation }) => {
      let [sum, units] = [0, 0]
      for (const { overlays } of days.flatMap((day) => day.arms.filter((arm) => arm.variation === variation))) {
        const value = overlays.points.find((point) => point.name === name)?.value ?? null
        if (value === null || overlays.units === null) continue
        sum += value * overlays.units
        units += overlays.units
      }
      return units === 0 ? null : sum / units
    }),
  }))
}

/** What is to be said about how units fell to the arms. */
export const ratioText = ({ sampleRatio: { verdict, pValue } }: ExperimentResult): string => {
  const p = pValue === null ? '' : ` (p ${pValue < 0.001 ? '< 0.001' : `= ${pValue.toPrecision(2)}`})`
  if (verdict === 'mismatch') return `Units did not fall to the arms as planned${p}: nothing below can be trusted.`
  return verdict === 'ok'
    ? `Units fell to the arms as planned${p}.`
    : 'Too few units to tell whether they fell to the arms as planned.'
}
