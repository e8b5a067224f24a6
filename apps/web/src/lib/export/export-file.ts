import type { MetricResult } from '@tidemark/contracts'
import { toCsv } from './csv.ts'

/** What a widget can be saved as. */
export interface ExportFile {
  /** without an ending */
  readonly name: string
  readonly csv: () => string | Promise<string>
  readonly json: () => unknown
}

export const fileNameOf = (...parts: readonly string[]): string =>
  parts
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w.-]+/g, '-')

/** The file of a metric's answer; null while there is none. */
export const fileOfResult = (result: MetricResult | null, breakdown: readonly string[]): ExportFile | null =>
  result === null
    ? null
    : {
        name: fileNameOf(result.metric, result.stat),
        csv: () => toCsv(result, breakdown),
        json: () => result,
      }
