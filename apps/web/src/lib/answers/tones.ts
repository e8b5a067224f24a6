import type { Tone } from './prepare/slo.ts'

/** Classes of a state's text, and of a filled mark of it. */
export const TONE_TEXT: Record<Tone, string> = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  muted: 'text-muted',
}
export const TONE_FILL: Record<Tone, string> = {
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  muted: 'bg-line-strong',
}
