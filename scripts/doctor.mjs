// `npm run doctor`: says what is missing and how to mend it. Runs with nothing installed: only node: imports.
import { Checkup } from './lib/checkup.mjs'
import { CHECKS } from './lib/doctor-checks.mjs'

const checkup = new Checkup()
for (const check of CHECKS) await check(checkup)
checkup.print()
process.exitCode = checkup.failures > 0 ? 1 : 0
