import type { Severity } from '@tidemark/contracts'
import type { StepToWrite } from '../evaluate/write-step.ts'

const TEXTS: Readonly<Record<StepToWrite['step']['reason'], (severity: Severity | null) => string>> = {
  breach_began: () => 'The breach began.',
  breach_ended: () => 'The breach ended before it fired.',
  fired: (severity) => `Fired as ${severity}.`,
  severity_raised: (severity) => `Got worse: ${severity}.`,
  still_firing: (severity) => `Still firing as ${severity}.`,
  recovering: () => 'Good data again; waiting whether it lasts.',
  relapsed: () => 'Bad data again before it recovered.',
  recovery_unproven: () => 'No good data while recovering: it counts as firing.',
  resolved: () => 'Resolved: the data is good again.',
  data_missing: () => 'No data.',
  data_returned: () => 'Data is back.',
  evaluation_failed: () => 'The evaluation failed.',
  unlisted: () => 'Closed: it has not run for so long that it is not watched any more.',
  rule_changed: () => 'Closed: the rule was changed.',
  rule_deleted: () => 'Closed: the rule was deleted.',
}

/** A step as one line of an incident's timeline. Pure. */
export const describeEvent = (reason: keyof typeof TEXTS, severity: Severity | null): string => TEXTS[reason](severity)
