/** Tidemark cannot go on; the message tells a person what is wrong and how to mend it, without a stack. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}
