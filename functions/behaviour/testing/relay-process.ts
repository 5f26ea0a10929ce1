import { openFunctions } from '../../../infra/tools/functions/open-functions.ts'

/** Runs one relay in a process of its own, and sends what it returned to its parent. */
const result = await openFunctions()('relay', {})
process.send?.(result)
process.disconnect?.()
process.exit(0)
