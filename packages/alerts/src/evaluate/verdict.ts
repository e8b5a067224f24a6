import type { Severity } from '@tidemark/contracts'

/** What one evaluation says about one instance. */
export type Verdict =
  | { readonly kind: 'breach'; readonly value: number; readonly threshold: number; readonly severity: Severity }
  | { readonly kind: 'clear'; readonly value: number; readonly threshold: number }
  | { readonly kind: 'missing' }
  /** what the rule watches no longer has this instance among it */
  | { readonly kind: 'unlisted' }
  | { readonly kind: 'failed'; readonly reason: string }
