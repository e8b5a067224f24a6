import { SliConfigInput, type SliConfigView, type SliWindow } from '@tidemark/contracts'

/** The form as it is typed. */
export interface TargetsDraft {
  readonly targetSuccessPct: string
  readonly targetP95Ms: string
  readonly errorBudgetPct: string
  readonly window: SliWindow
}
type Field = keyof TargetsDraft

/** What the form holds when it is good, or what is wrong with each field. */
export type ReadTargets =
  | { readonly ok: true; readonly targets: Omit<SliConfigInput, 'projectId' | 'workflowId'> }
  | { readonly ok: false; readonly problems: Partial<Record<Field, string>> }

const { targetSuccessPct, targetP95Ms, errorBudgetPct, window } = SliConfigInput.shape
const SCHEMAS = { targetSuccessPct, targetP95Ms, errorBudgetPct, window }
const PROBLEMS: Record<Field, string> = {
  targetSuccessPct: 'A percentage above 0 and up to 100, with at most six decimals.',
  targetP95Ms: 'Whole milliseconds, from 1 to 86400000 (one day).',
  errorBudgetPct: 'A percentage from 0 to 100, with at most six decimals.',
  window: 'One of 1d, 7d and 30d.',
}

/** A typed number; a comma may stand for the point. NaN where it is none. */
const readNumber = (text: string): number => {
  const plain = text.trim().replace(',', '.')
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
}

export const draftOf = (config: SliConfigView): TargetsDraft => ({
  targetSuccessPct: String(config.targetSuccessPct),
  targetP95Ms: String(config.targetP95Ms),
  errorBudgetPct: String(config.errorBudgetPct),
  window: config.window,
})

export const readTargets = (draft: TargetsDraft): ReadTargets => {
  const targets = {
    targetSuccessPct: readNumber(draft.targetSuccessPct),
    targetP95Ms: readNumber(draft.targetP95Ms),
    errorBudgetPct: readNumber(draft.errorBudgetPct),
    window: draft.window,
  }
  const wrong = (Object.keys(PROBLEMS) as Field[]).filter((field) => !SCHEMAS[field].safeParse(targets[field]).success)
  if (wrong.length === 0) return { ok: true, targets }
  return { ok: false, problems: Object.fromEntries(wrong.map((field) => [field, PROBLEMS[field]])) }
}

/** Two configurations that say the same. */
export const sameTargets = (a: TargetsDraft, b: TargetsDraft): boolean =>
  (Object.keys(PROBLEMS) as Field[]).every((field) => a[field] === b[field])

/** Where the targets come from, in words. */
export const sourceText = (source: SliConfigView['source'], workflow: string | undefined): string => {
  if (source === 'workflow') return 'Set for this workflow.'
  if (source === 'default') return "Tidemark's defaults. Nobody has set targets yet."
  return workflow === undefined ? 'Set for this project.' : "The project's targets. Saving gives this workflow its own."
}
