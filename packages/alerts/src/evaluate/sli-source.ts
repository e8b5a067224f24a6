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
  /** The same of every workflow that finished a run since `listedFrom`, epoch ms, by name. */
  readSliByWorkflow(question: {
    projectId: number
    window: AlertWindow | null
    listedFrom: number
    now: number
  }): Promise<ReadonlyMap<string, SliReading>>
}
