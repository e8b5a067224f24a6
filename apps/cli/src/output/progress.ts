/** A line on standard error that is rewritten on a terminal and, elsewhere, repeated only every `everyLines` records. */
export type Progress = { update(read: number, text: string): void; end(): void }

const EVERY_RECORDS = 100_000

export function createProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  let told = 0
  return {
    update(read, text) {
      if (out.isTTY) out.write(`\r\u001B[2K${text}`)
      else if (read - told >= EVERY_RECORDS) {
        told = read
        out.write(`${text}\n`)
      }
    },
    end() {
      if (out.isTTY) out.write('\r\u001B[2K')
    },
  }
}
