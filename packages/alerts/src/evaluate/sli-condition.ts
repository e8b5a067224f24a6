import { withDeadline } from '@tidemark/backplane'
import { SliReading } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { AlertContext } from '../alert-context.ts'
import { buildSliMessage } from '../message/sli-webhook.ts'
import type { ConditionKind, Labels, Moment, Observation, RuleOf } from './condition.ts'
import { explainFailure } from './explain-failure.ts'
import { sliVerdict } from './sli-verdict.ts'

type SliRule = RuleOf<'sli'>
type Source = Pick<AlertContext, 'sli'>

const DAY_MS = 86_400_000
/** A workflow that has not run for this long is not watched any more. */
const LISTED_DAYS = 30
const WORKFLOWS_MAX = 500
const READ_DEADLINE_MS = 5_000
/** All workflows of a rule together. */
const RULE_DEADLINE_MS = 20_000

const judge = (labels: Labels, reading: SliReading, rule: SliRule): Observation => ({
  labels,
  verdict: sliVerdict(reading, rule),
  facts: { reading },
})

async function observeEach({ sli }: Source, rule: SliRule, now: number): Promise<Observation[]> {
  const question = { projectId: rule.project.id, window: rule.condition.window, now }
  const reading = sli.readSliByWorkflow({ ...question, listedFrom: now - LISTED_DAYS * DAY_MS })
  const levels = await withDeadline(reading, RULE_DEADLINE_MS, 'reading the service level of each workflow')
  if (levels.size > WORKFLOWS_MAX)
    throw invalid(`There are more than ${WORKFLOWS_MAX} workflows: watch them one by one.`)
  return [...levels].map(([workflow, level]) => judge({ workflow }, level, rule))
}

async function observeOne({ sli }: Source, rule: SliRule, workflow: string | null, now: number): Promise<Observation> {
  const labels: Labels = workflow === null ? {} : { workflow }
  try {
    const reading = sli.readSli({ projectId: rule.project.id, workflow, window: rule.condition.window, now })
    return judge(labels, await withDeadline(reading, READ_DEADLINE_MS, 'reading a service level'), rule)
  } catch (error) {
    return { labels, verdict: { kind: 'failed', reason: explainFailure(error) }, facts: {} }
  }
}

/** The service level of a project, of one workflow, or of each workflow on its own, against its targets. */
export const sliCondition: ConditionKind<'sli'> = {
  async observe(context, rule, { closedUntil }: Moment) {
    const { scope } = rule.condition
    if (scope.of === 'each_workflow') return observeEach(context, rule, closedUntil)
    return [await observeOne(context, rule, scope.of === 'workflow' ? scope.workflowId : null, closedUntil)]
  },
  describe(facts, { rule, labels, ...subject }) {
    const reading = SliReading.parse(facts.reading)
    return buildSliMessage(reading, { ...subject, projectId: rule.project.slug, workflowId: labels.workflow ?? null })
  },
}
