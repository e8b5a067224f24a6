import type { AlertWindow, SliReading } from '@tidemark/contracts'

/** Where service levels come from. `now` is epoch ms; nothing after it counts. */
export type SliSource = {
  readSli(question: {
    projectId: number
    /** null: all workflows of the project */
    workflow: string | null
    /** null: the window of the targets */
    window: AlertWindow | null
    now: number
  }): Promise<SliReading>
  /** Names of the workflows that ran in [from, to). */
  listWorkflows(range: { projectId: number; from: number; to: number }): Promise<readonly string[]>
}
