/** A value that a chart draws a line at. */
export interface Target {
  readonly value: number
  readonly label: string
}
