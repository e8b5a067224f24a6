/** Exit code of a process whose surroundings are set up wrongly (EX_CONFIG of sysexits.h). */
const EX_CONFIG = 78

/** The backplane is set up in a way that would lose work. Waiting does not help: the process should exit with `exitCode`. */
export class BackplaneConfigError extends Error {
  readonly exitCode = EX_CONFIG

  constructor(message: string) {
    super(message)
    this.name = 'BackplaneConfigError'
  }
}
