/** The background of a number on a scale: `share` 0 to 1 of the hottest colour, over which text stays readable. */
export const heatColor = (share: number, tone: 'neutral' | 'bad' = 'neutral'): string =>
  `color-mix(in oklab, var(--heat-${tone}) ${Math.round(100 * Math.min(1, Math.max(0, share)))}%, var(--card))`
