import { createContext } from 'svelte'

/** The moment that the pointer is over, shared by all charts of a page. Epoch ms. */
export class Crosshair {
  at = $state<number | null>(null)
}

export const [getCrosshair, setCrosshair] = createContext<Crosshair>()
