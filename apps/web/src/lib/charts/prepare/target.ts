/** A value that a chart draws a line at. */
export interface Target {
  readonly value: number
  readonly label: string
  /** the value axis reaches to it; otherwise it is drawn where the axis happens to hold it */
  readonly reach: boolean
}
