import type { WireEvent } from '@tidemark/contracts'

/** What one line (or CSV record) of a file became: an event for the door, or the reason why it is none. */
export type SourceRecord =
  | { readonly line: number; readonly event: WireEvent }
  | { readonly line: number; readonly problem: string }
