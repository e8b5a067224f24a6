import type { AlertCondition, Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'
import type { AlertContext } from '../alert-context.ts'
import type { Rule } from './rule.ts'
import type { Verdict } from './verdict.ts'

/** What tells the instances of one rule apart, such as `{ workflow: 'invoice' }`. */
export type Labels = Readonly<Record<string, string>>

/** What was read, as it is kept with a transition. */
export type Facts = Prisma.JsonObject

export type Observation = { readonly labels: Labels; readonly verdict: Verdict; readonly facts: Facts }

/** The body of a notification. Receivers of a kind of condition may find more fields than these. */
export type Message = { readonly severity: Severity; readonly title: string; readonly message: string }

export type MessageSubject = {
  readonly rule: Rule
  readonly labels: Labels
  readonly severity: Severity
  /** the moment of the transition, epoch ms */
  readonly at: number
  readonly resolved: boolean
}

/** Epoch ms: when the evaluation takes place, and up to when the data is complete. */
export type Moment = { readonly now: number; readonly closedUntil: number }

export type RuleOf<Kind extends AlertCondition['kind']> = Rule & {
  readonly condition: Extract<AlertCondition, { kind: Kind }>
}

/** One kind of condition: how it is read, and how a transition of it is worded. */
export type ConditionKind<Kind extends AlertCondition['kind']> = {
  /** One observation per instance. A part that cannot be read is a failed verdict; throws when nothing can be read. */
  observe(context: Pick<AlertContext, 'sli'>, rule: RuleOf<Kind>, moment: Moment): Promise<Observation[]>
  /** Pure. `facts` are those of an observation of this kind. */
  describe(facts: Facts, subject: MessageSubject): Message
}
