/** A text beginning like a formula would run when a spreadsheet opens the file. */
const defuse = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export type CsvCell = string | number | null
const cell = (value: CsvCell): string => {
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : quote(defuse(value))
}

/** Rows as CSV (RFC 4180), the head first. A value that is not known is an empty cell. */
export const writeCsv = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
