import type { EventSpec } from '@tidemark/contracts'

/** What was released of an event type: enough to see whether a change breaks those who send or read it. */
export interface ReleasedEvent {
  readonly version: string
  /** field: what it takes, such as `text` or `one_of(a|b)`; `?` at the end where it may be left out */
  readonly fields: Readonly<Record<string, string>>
}
export type ReleasedEvents = Readonly<Record<string, ReleasedEvent>>

/** The released form of the event types of all packs. Pure. */
export function releaseEvents(events: readonly EventSpec[]): ReleasedEvents {
  const released = events.map(({ type, version, dimensions, measures }): [string, ReleasedEvent] => {
    const fields = [
      ...Object.entries(dimensions).map(([name, { type, values, optional }]) => [
        name,
        `${type}${type === 'one_of' ? `(${values?.join('|')})` : ''}${optional ? '?' : ''}`,
      ]),
      ...Object.entries(measures).map(([name, { unit, optional }]) => [name, `number:${unit}${optional ? '?' : ''}`]),
    ]
    return [type, { version, fields: Object.fromEntries(fields) }]
  })
  return Object.fromEntries(released.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number)

/** Whether everything that was valid before still is: values may be added to a list, none taken away. */
function accepts(before: string, now: string): boolean {
  const valuesOf = (field: string) => /^one_of\((.*)\)\??$/.exec(field)?.[1]?.split('|')
  const [old, next] = [valuesOf(before), valuesOf(now)]
  if (old === undefined || next === undefined) return before.replace('?', '') === now.replace('?', '')
  return old.every((value) => next.includes(value))
}

/** What a change of one event type does to those who send it: fields that are gone, narrower or newly required. */
function breaks(before: ReleasedEvent, now: ReleasedEvent): string[] {
  const changed = Object.entries(before.fields).flatMap(([name, field]) => {
    const next = now.fields[name]
    if (next === undefined) return [`${name} is gone`]
    if (!accepts(field, next)) return [`${name} was ${field} and is ${next}`]
    return field.endsWith('?') && !next.endsWith('?') ? [`${name} may no longer be left out`] : []
  })
  const added = Object.entries(now.fields).filter(([name, field]) => !(name in before.fields) && !field.endsWith('?'))
  return [...changed, ...added.map(([name]) => `${name} is new and may not be left out`)]
}

const isSame = (a: ReleasedEvent, b: ReleasedEvent): boolean => JSON.stringify(a.fields) === JSON.stringify(b.fields)

/** What is wrong with the versions of changed event types (semver: a minor adds optional fields, a major breaks). Pure. */
export function versionProblems(before: ReleasedEvents, now: ReleasedEvents): string[] {
  return Object.entries(before).flatMap(([type, old]) => {
    const next = now[type]
    if (next === undefined) return []
    const [oldMajor = 0, oldMinor = 0] = numbersOf(old.version)
    const [major = 0, minor = 0] = numbersOf(next.version)
    const reasons = breaks(old, next)
    if (reasons.length > 0 && major <= oldMajor)
      return [`event ${type}: ${reasons.join(', ')}. That breaks senders: its version must become ${oldMajor + 1}.0.0`]
    if (reasons.length === 0 && !isSame(old, next) && major === oldMajor && minor <= oldMinor)
      return [`event ${type}: has new fields. Its version must become ${oldMajor}.${oldMinor + 1}.0`]
    return []
  })
}
