/** Whole seconds for Retry-After, never less than `atLeast`, spread so that clients do not come back all at once. */
export function jitteredSeconds(atLeast: number, random: () => number = Math.random): number {
  return Math.max(1, Math.ceil(atLeast + random() * 3))
}
