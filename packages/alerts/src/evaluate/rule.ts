import { AlertCondition, Severity } from '@tidemark/contracts'
import type { Project } from '@tidemark/workspace'
import type { Timing } from './transition.ts'

/** A rule as the evaluator sees it, at one version. */
export type Rule = Timing & {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly project: Project
  readonly condition: AlertCondition
  /** null: the condition computes it */
  readonly severity: Severity | null
  readonly minSamples: number
}

type RuleRow = Omit<Rule, 'project' | 'condition' | 'severity'> & { condition: unknown; severity: string | null }

/** The rule that a row holds. Throws ZodError when this program does not know its condition. */
export const toRule = (row: RuleRow, project: Project): Rule => ({
  id: row.id,
  name: row.name,
  version: row.version,
  project,
  condition: AlertCondition.parse(row.condition),
  severity: Severity.nullable().parse(row.severity),
  forSeconds: row.forSeconds,
  keepFiringForSeconds: row.keepFiringForSeconds,
  cooldownSeconds: row.cooldownSeconds,
  minSamples: row.minSamples,
})
