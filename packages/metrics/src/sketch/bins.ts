/**
 * The logarithmic bins of DDSketch (Masson, Rim, Lee: "DDSketch", VLDB 2019). Bin i holds (gamma^(i-1), gamma^i] with
 * gamma = (1 + alpha) / (1 - alpha), so the value 2 gamma^i / (gamma + 1) is within alpha of everything in it.
 * Every finite float64 has a bin: MIN_BIN for 5e-324 up to MAX_BIN for 1.8e308, 72,709 bins for each sign.
 */
export const RELATIVE_ERROR = 0.01
export const MIN_BIN = -37220
export const MAX_BIN = 35488

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
const LN_GAMMA = Math.log(GAMMA)
const BINS_PER_LN = 1 / LN_GAMMA
const LN_MIDDLE = Math.log(2 / (GAMMA + 1))

/** The key of the value 1, whose bin is 0: large enough that every positive value has a positive key. */
export const KEY_OF_ONE = 1 - MIN_BIN

/** Keys are whole numbers in [-MAX_KEY, MAX_KEY]; they order as the values do and 0 is exactly zero. */
export const MAX_KEY = MAX_BIN + KEY_OF_ONE

/** The bin of |value|, in [MIN_BIN, MAX_BIN]. The value must be finite and not zero. */
export function binOf(value: number): number {
  return Math.ceil(Math.log(Math.abs(value)) * BINS_PER_LN)
}

/** The value that stands for a bin: within 1 % of all its values (below 1e-306, plus half a subnormal step). */
export function valueOfBin(bin: number): number {
  return Math.min(Math.exp(bin * LN_GAMMA + LN_MIDDLE), Number.MAX_VALUE)
}

/** The signed key of any finite value: sign and bin in one int32, 0 for zero, ordered as the values are. */
export function keyOf(value: number): number {
  if (value === 0) return 0
  const key = binOf(value) + KEY_OF_ONE
  return value > 0 ? key : -key
}

/** The value that stands for a key. */
export function valueOfKey(key: number): number {
  if (key === 0) return 0
  return key > 0 ? valueOfBin(key - KEY_OF_ONE) : -valueOfBin(-key - KEY_OF_ONE)
}
