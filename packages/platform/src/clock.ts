/** Milliseconds since the Unix epoch. Injected wherever a decision depends on the time, so that tests own it. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()
