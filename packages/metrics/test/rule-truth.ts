import { type DefaultRuleSpec, isBeyond, type TimeRange } from '@tidemark/contracts'
import type { PackStory } from './pack-story.ts'

const MINUTE_MS = 60_000

/** Whether a default rule's condition is true at an instant, over its window that ends there. */
async function isTrueAt(story: PackStory, metric: string, rule: DefaultRuleSpec, at: number): Promise<boolean> {
  const range = { from: at - rule.windowMs, to: at }
  const stat = rule.stat ?? 'value'
  const { groups } = await story.ask({ metric, stat, range, bucket: 'total' })
  const value = groups[0]?.total ?? null
  return value !== null && isBeyond(rule.condition, value)
}

/** The longest time in an incident, ms, for which the condition was true without a break, looking every minute. */
export async function longestTrue(
  story: PackStory,
  metric: string,
  rule: DefaultRuleSpec,
  { from, to }: TimeRange,
): Promise<number> {
  let longest = 0
  let since: number | null = null
  const last = Math.min(to + rule.windowMs, story.range.to)
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at <= last && longest < rule.forMs; at += MINUTE_MS) {
    if (await isTrueAt(story, metric, rule, at)) {
      since ??= at
      longest = Math.max(longest, at - since)
    } else since = null
  }
  return longest
}

/** Instants away from the incident at which the condition was true, of about `looks` that are looked at. */
export async function falseAlarms(
  story: PackStory,
  metric: string,
  rule: DefaultRuleSpec,
  looks: number,
): Promise<string[]> {
  const { range, incident } = story
  const every = Math.floor((range.to - range.from - rule.windowMs) / looks)
  const alarms: string[] = []
  for (let at = range.from + rule.windowMs + every; at < range.to; at += every) {
    if (at > incident.from && at - rule.windowMs < incident.to) continue
    if (await isTrueAt(story, metric, rule, at)) alarms.push(new Date(at).toISOString())
  }
  return alarms
}
