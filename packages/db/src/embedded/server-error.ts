/** An embedded server could not be had; `remedy` is one imperative sentence for the person at the terminal. */
export class ServerError extends Error {
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message}: ${remedy}`, options)
    this.name = 'ServerError'
    this.remedy = remedy
  }
}
