import { AlertRuleInput, type AlertRuleView, type AlertWindow, type Severity } from '@tidemark/contracts'
import { formatDuration, readDuration } from './duration.ts'

/** The form as it is typed. An empty choice stands for null. */
export interface RuleDraft {
  readonly name: string
  readonly of: 'project' | 'each_workflow' | 'workflow'
  readonly workflowId: string
  readonly window: AlertWindow | ''
  readonly severity: Severity | ''
  readonly wait: string
  readonly keepFiring: string
  readonly interval: string
  readonly cooldown: string
  readonly minSamples: string
  readonly channelIds: readonly string[]
  readonly enabled: boolean
}

export type ReadRule =
  | { readonly ok: true; readonly rule: AlertRuleInput }
  | { readonly ok: false; readonly problems: Partial<Record<keyof RuleDraft, string>> }

/** A new rule: each workflow on its own, quick to tell and slow to forget. */
export const NEW_RULE: RuleDraft = {
  name: '',
  of: 'each_workflow',
  workflowId: '',
  window: '1h',
  severity: '',
  wait: '5m',
  keepFiring: '10m',
  interval: '1m',
  cooldown: '10m',
  minSamples: '30',
  channelIds: [],
  enabled: true,
}

const LENGTH = 'A length such as 90s, 5m or 1h, at most 30d.'
const PROBLEMS: Partial<Record<keyof RuleDraft, string>> = {
  name: 'A name of up to 128 characters.',
  workflowId: 'The name of the workflow, as it is sent.',
  wait: LENGTH,
  keepFiring: LENGTH,
  cooldown: LENGTH,
  interval: 'A length from 10s to 1d.',
  minSamples: 'A whole number of runs, from 1.',
  channelIds: 'At most 20 channels.',
}
const FIELD_OF: Record<keyof AlertRuleInput, keyof RuleDraft> = {
  name: 'name',
  condition: 'workflowId',
  severity: 'severity',
  forSeconds: 'wait',
  keepFiringForSeconds: 'keepFiring',
  intervalSeconds: 'interval',
  cooldownSeconds: 'cooldown',
  minSamples: 'minSamples',
  channelIds: 'channelIds',
  enabled: 'enabled',
}

export const draftOfRule = (rule: AlertRuleView): RuleDraft => ({
  name: rule.name,
  of: rule.condition.scope.of,
  workflowId: rule.condition.scope.of === 'workflow' ? rule.condition.scope.workflowId : '',
  window: rule.condition.window ?? '',
  severity: rule.severity ?? '',
  wait: formatDuration(rule.forSeconds),
  keepFiring: formatDuration(rule.keepFiringForSeconds),
  interval: formatDuration(rule.intervalSeconds),
  cooldown: formatDuration(rule.cooldownSeconds),
  minSamples: String(rule.minSamples),
  channelIds: rule.channelIds,
  enabled: rule.enabled,
})

const seconds = (text: string): number => readDuration(text) ?? Number.NaN

/** What the form says as a rule, or what is wrong with each field. */
export const readRule = (draft: RuleDraft): ReadRule => {
  const read = AlertRuleInput.safeParse({
    name: draft.name,
    condition: {
      kind: 'sli',
      scope: draft.of === 'workflow' ? { of: draft.of, workflowId: draft.workflowId.trim() } : { of: draft.of },
      window: draft.window || null,
    },
    severity: draft.severity || null,
    forSeconds: seconds(draft.wait),
    keepFiringForSeconds: seconds(draft.keepFiring),
    intervalSeconds: seconds(draft.interval),
    cooldownSeconds: seconds(draft.cooldown),
    minSamples: /^\d+$/.test(draft.minSamples.trim()) ? Number(draft.minSamples) : Number.NaN,
    channelIds: [...draft.channelIds],
    enabled: draft.enabled,
  })
  if (read.success) return { ok: true, rule: read.data }
  const fields = read.error.issues.map(({ path }) => FIELD_OF[path[0] as keyof AlertRuleInput])
  return { ok: false, problems: Object.fromEntries(fields.map((field) => [field, PROBLEMS[field] ?? 'Not usable.'])) }
}
