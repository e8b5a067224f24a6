import type { CohortReceipt, RawReceipt, SloResult } from '@tidemark/contracts'
import { formatInstant } from '../../format/time.ts'
import { countText } from './slo.ts'

/** Where an answer comes from, as lines of name and text, and what has to be said about it. */
export interface Facts {
  readonly rows: readonly (readonly [name: string, text: string])[]
  readonly notices: readonly string[]
}

const instant = (at: number | null, zone: string): string =>
  at === null ? 'nothing received yet' : formatInstant(at, zone, 'second')
const completeText = (complete: boolean): string =>
  complete ? 'yes, everything accepted is counted' : 'no, accepted events wait to be counted'
const rangeText = ({ from, to }: { from: number; to: number }, zone: string): string =>
  `${formatInstant(from, zone, 'minute')} to ${formatInstant(to, zone, 'minute')}`

/** The receipt of an answer that was read from raw events or from unit days. */
export const receiptFacts = (receipt: RawReceipt | CohortReceipt): Facts => ({
  rows: [
    ['Definition', receipt.definition.join('\n')],
    ...('unit' in receipt
      ? ([
          ['Unit', receipt.unit],
          ['Events read', receipt.events.toLocaleString()],
          ['Events of', rangeText(receipt.rawRange, receipt.timeZone)],
        ] as const)
      : ([
          ['Days of actors', receipt.unitDays.toLocaleString()],
          ['Known from', receipt.knownFrom ?? 'nothing yet'],
          ['Least shown', receipt.k === null ? 'nothing personal is asked' : `${receipt.k} people`],
        ] as const)),
    ['Data time', instant(receipt.dataTime, receipt.timeZone)],
    ['Complete', completeText(receipt.complete)],
    ['Timezone', receipt.timeZone],
    ['Plan', receipt.planHash],
  ],
  notices: receipt.notices,
})

export const sloFacts = (slo: SloResult, zone: string): Facts => ({
  rows: [
    ['Definition', slo.definition],
    ['Objective', slo.description || slo.title],
    ['Window', rangeText(slo.range, zone)],
    ['Events', countText(slo, (count) => count.toLocaleString())],
    ...(slo.k === null ? [] : [['Least shown', `${slo.k} people, of whole days that are over`] as const]),
    ['Data time', instant(slo.dataTime, zone)],
    ['Complete', completeText(slo.complete)],
  ],
  notices: slo.excluded.map((stretch) => `Left out: ${rangeText(stretch, zone)} (${stretch.reason}).`),
})
