import { withDeadline } from '@tidemark/backplane'
import { SliReading } from '@tidemark/contracts'
import { invalid, unavailable } from '@tidemark/platform'
import type { AlertContext } from '../alert-context.ts'
import { buildSliMessage } from '../message/sli-webhook.ts'
import type { ConditionKind, Labels, Moment, Observation, RuleOf } from './condition.ts'
import { explainFailure } from './explain-failure.ts'
import { sliVerdict } from './sli-verdict.ts'

type SliRule = RuleOf<'sli'>

const DAY_MS = 86_400_000
/** A workflow that has not run for this long is not watched any more. */
const LISTED_DAYS = 30
const WORKFLOWS_MAX = 500
const READ_DEADLINE_MS = 5_000
/** All workflows of a rule together. */
const RULE_DEADLINE_MS = 20_000

async function subjectsOf({ sli }: Pick<AlertContext, 'sli'>, rule: SliRule, to: number): Promise<readonly Labels[]> {
  const { scope } = rule.condition
  if (scope.of === 'project') return [{}]
  if (scope.of === 'workflow') return [{ workflow: scope.workflowId }]
  const range = { projectId: rule.project.id, from: to - LISTED_DAYS * DAY_MS, to }
  const names = await withDeadline(sli.listWorkflows(range), READ_DEADLINE_MS, 'listing workflows')
  if (names.length > WORKFLOWS_MAX)
    throw invalid(`There are more than ${WORKFLOWS_MAX} workflows: watch them one by one.`)
  return names.map((workflow) => ({ workflow }))
}

async function observeSubject(
  { sli }: Pick<AlertContext, 'sli'>,
  rule: SliRule,
  labels: Labels,
  { closedUntil, deadline }: { closedUntil: number; deadline: number },
): Promise<Observation> {
  const { window } = rule.condition
  const question = { projectId: rule.project.id, workflow: labels.workflow ?? null, window, now: closedUntil }
  const left = Math.min(READ_DEADLINE_MS, deadline - performance.now())
  try {
    if (left <= 0) throw unavailable('Reading all workflows took too long.')
    const reading = await withDeadline(sli.readSli(question), left, 'reading a service level')
    return { labels, verdict: sliVerdict(reading, rule), facts: { reading } }
  } catch (error) {
    return { labels, verdict: { kind: 'failed', reason: explainFailure(error) }, facts: {} }
  }
}

/** The service level of a project, of one workflow, or of each workflow on its own, against its targets. */
export const sliCondition: ConditionKind<'sli'> = {
  async observe(context, rule, { closedUntil }: Moment) {
    const deadline = performance.now() + RULE_DEADLINE_MS
    const observations: Observation[] = []
    for (const labels of await subjectsOf(context, rule, closedUntil))
      observations.push(await observeSubject(context, rule, labels, { closedUntil, deadline }))
    return observations
  },
  describe(facts, { rule, labels, ...subject }) {
    const reading = SliReading.parse(facts.reading)
    return buildSliMessage(reading, { ...subject, projectId: rule.project.slug, workflowId: labels.workflow ?? null })
  },
}
