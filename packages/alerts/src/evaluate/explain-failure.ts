import { TidemarkError } from '@tidemark/platform'

const LENGTH_MAX = 500

/** Why an evaluation failed, in words that may be shown: foreign errors can hold what must not be read. Pure. */
export function explainFailure(error: unknown): string {
  if (error instanceof TidemarkError) return error.message.slice(0, LENGTH_MAX)
  return error instanceof Error ? `${error.name}: the evaluation failed.` : 'The evaluation failed.'
}
