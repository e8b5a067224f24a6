import type { DashboardView } from '#lib/catalog.ts'

declare global {
  namespace App {
    interface Error {
      code?: string
      correlationId?: string
    }
    interface PageData {
      /** the board that the page shows */
      dashboard?: DashboardView | undefined
    }
  }
}
