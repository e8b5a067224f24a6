declare global {
  namespace App {
    interface Error {
      code?: string
      correlationId?: string
    }
  }
}

export {}
