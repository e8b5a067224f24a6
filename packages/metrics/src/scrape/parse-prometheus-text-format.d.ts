declare module 'parse-prometheus-text-format' {
  type Family = {
    readonly name: string
    readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[]
  }
  /** Of a text without TYPE lines: every family is untyped and every sample has a value. Throws on lines it cannot read. */
  export default function parsePrometheusTextFormat(text: string): Family[]
}
