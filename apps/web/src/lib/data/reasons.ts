import type { RejectCode } from '@tidemark/contracts'

/** Why the door did not accept an event, in words. */
const REASON_TITLES: Record<RejectCode, string> = {
  not_an_object: 'Not an object',
  missing_field: 'A field is missing',
  invalid_id: 'Unusable id',
  invalid_type: 'Unusable event type',
  invalid_value: 'Value not allowed',
  invalid_number: 'Not a usable number',
  invalid_timestamp: 'Unreadable time',
  clock_out_of_range: 'Time out of range',
  too_deep: 'Nested too deep',
  too_large: 'Too large',
  too_long: 'Text too long',
  unknown_event_type: 'Unknown event type',
  poison: 'Could not be processed',
}

export const titleOfReason = (reason: string): string =>
  reason in REASON_TITLES ? REASON_TITLES[reason as RejectCode] : reason
