import { z } from 'zod'

/** Text as the database can hold it, at most `max` UTF-16 units: U+0000 is the one character that it cannot. */
export const storableText = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !text.includes('\0'), 'must not hold U+0000')
