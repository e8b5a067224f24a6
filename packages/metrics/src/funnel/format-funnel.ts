import type { FunnelGroup, FunnelStepResult } from '@tidemark/contracts'
import type { CellState } from '../privacy/suppress.ts'
import type { Tally } from './fold/tally.ts'

const SUPPRESSED: FunnelStepResult = {
  state: 'suppressed',
  units: null,
  standardError: null,
  samples: null,
  fromPrevious: null,
  fromStart: null,
  dropped: null,
  excluded: null,
  medianMs: null,
  p95Ms: null,
}

/** Null where there is nothing to divide by (T-15). */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The steps of one group. What compares two steps is told where both are. Pure. */
function formatSteps(tally: Tally, states: readonly CellState[]): FunnelStepResult[] {
  const isTold = (step: number) => states[step] === 'value'
  const shareOf = (step: number, of: number) => (isTold(of) ? share(tally.estimate[step]!, tally.estimate[of]!) : null)
  return states.map((state, step) => {
    if (state !== 'value') return SUPPRESSED
    const comparesNext = step + 1 < states.length && isTold(step + 1)
    return {
      state,
      units: tally.estimate[step]!,
      standardError: tally.standardError[step]!,
      samples: tally.n[step]!,
      fromPrevious: step === 0 ? null : shareOf(step, step - 1),
      fromStart: shareOf(step, 0),
      dropped: comparesNext ? tally.n[step]! - tally.n[step + 1]! : null,
      excluded: comparesNext ? tally.excluded[step]! : null,
      medianMs: step > 0 && isTold(step - 1) ? tally.medianMs[step]! : null,
      p95Ms: step > 0 && isTold(step - 1) ? tally.p95Ms[step]! : null,
    }
  })
}

export interface FormatOptions {
  readonly key: readonly (string | null)[]
  readonly role: FunnelGroup['role']
  readonly states: readonly CellState[]
  /** numbers that the gate has not looked at are left out: the trend, what is open, who was excluded, times */
  readonly guarded: boolean
}

/** One group of an answer. Pure. */
export function formatGroup(tally: Tally, { key, role, states, guarded }: FormatOptions): FunnelGroup {
  const steps = formatSteps(tally, states).map((step) =>
    guarded ? { ...step, excluded: null, medianMs: null, p95Ms: null } : step,
  )
  return {
    key: [...key],
    role,
    steps,
    conversion: steps.at(-1)?.fromStart ?? null,
    open: guarded ? null : tally.open,
    entered: guarded ? [] : tally.entered,
    converted: guarded ? [] : tally.converted.map((value, i) => share(value, tally.entered[i]!)),
  }
}
