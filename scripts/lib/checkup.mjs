/** Collects findings: fine, worth knowing, or broken; the last two come with a remedy. */
export class Checkup {
  #findings = []

  fine(subject, finding) {
    this.#findings.push({ mark: 'ok  ', subject, finding })
  }

  note(subject, finding, remedy) {
    this.#findings.push({ mark: 'note', subject, finding, remedy })
  }

  broken(subject, finding, remedy) {
    this.#findings.push({ mark: 'FAIL', subject, finding, remedy })
  }

  get failures() {
    return this.#findings.filter(({ mark }) => mark === 'FAIL').length
  }

  print() {
    for (const { mark, subject, finding, remedy } of this.#findings) {
      console.log(`${mark}  ${subject.padEnd(14)} ${finding}`)
      if (remedy) console.log(`${' '.repeat(21)}-> ${remedy}`)
    }
    console.log(this.failures === 0 ? '\nNothing stands in the way of npm start.' : `\n${this.failures} to mend.`)
  }
}
