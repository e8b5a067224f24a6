import { SLI_WINDOWS, type SliWindow } from '@tidemark/contracts'

const DEFAULT_WINDOW: SliWindow = '7d'

/** Reads a window from an address; anything unreadable is the default. */
export const readWindow = (text: string | null): SliWindow =>
  SLI_WINDOWS.find((known) => known === text) ?? DEFAULT_WINDOW

/** As it stands in an address; null for the default. */
export const writeWindow = (window: SliWindow): string | null => (window === DEFAULT_WINDOW ? null : window)
