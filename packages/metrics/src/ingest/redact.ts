import { INGEST_LIMITS } from '@tidemark/contracts'
import { isDeeperThan, sanitise } from './shape.ts'

const REDACTED = '[redacted]'
const SENSITIVE_KEY =
  /pass(word|phrase|wd)?|secret|token|api.?key|auth|cookie|session.?id|e.?mail|phone|address|^ip$|ssn|iban|card|cvv|birth|first.?name|last.?name|full.?name/i
const SENSITIVE_VALUE = [
  /[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}/i,
  /\beyJ[\w-]{10,}\./,
  /\b\d(?:[ -]?\d){12,18}\b/,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/,
  /\b(?:sk|pk|tm|ghp|xox[abp])_[\w-]{8,}/,
]
const MAX_TEXT = 256
const MAX_KEYS = 100

function redactText(text: string): string {
  if (SENSITIVE_VALUE.some((pattern) => pattern.test(text.slice(0, 2048)))) return REDACTED
  return sanitise(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)
}

/**
 * A copy of any JSON value that may be shown to people who look for mistakes: secrets and personal details are hidden by
 * the name of their key or the look of their value, texts are cut, and nothing too deep or too wide is kept. Pure.
 */
export function redact(value: unknown): unknown {
  if (isDeeperThan(value, INGEST_LIMITS.depth)) return '[too deep]'
  return redactNode(value)
}

function redactNode(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.slice(0, MAX_KEYS).map(redactNode)
  if (typeof value !== 'object' || value === null)
    return Number.isFinite(value) || typeof value !== 'number' ? value : String(value)
  const entries = Object.entries(value).slice(0, MAX_KEYS)
  return Object.fromEntries(
    entries.map(([key, child]) => [
      sanitise(key.slice(0, MAX_TEXT)),
      SENSITIVE_KEY.test(key) ? REDACTED : redactNode(child),
    ]),
  )
}
