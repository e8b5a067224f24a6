/** Prints a result: with `json` as one line of JSON, else as the lines meant for people. Both go to standard output. */
export function printResult(json: boolean | undefined, result: object, lines: readonly string[]): void {
  console.log(json ? JSON.stringify(result) : lines.join('\n'))
}

/** A plain table; columns are as wide as their widest cell. Pure. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  return [header, ...rows].map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const whole = new Intl.NumberFormat('en')

/** 12345 as 12,345. Pure. */
export const formatCount = (n: number): string => whole.format(n)

/** Epoch ms as RFC 3339 in UTC to the second, `-` for null. Pure. */
export const formatTime = (ms: number | null): string =>
  ms === null ? '-' : new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
