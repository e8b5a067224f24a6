/** What the load generator is told to do. */
export type LoadOrder = {
  readonly url: string
  readonly writeKey: string
  readonly seconds: number
  /** requests open at once */
  readonly connections: number
  /** events per second; without it, as many as are answered */
  readonly rate?: number
}

export type LoadReport = {
  /** events acknowledged with 202 */
  readonly accepted: number
  /** requests answered with 429 or 503 */
  readonly refusedRequests: number
  readonly failedRequests: number
  readonly ackP50Ms: number
  readonly ackP95Ms: number
}
