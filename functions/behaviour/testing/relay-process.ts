import type { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { openFunctions } from '../../../infra/tools/functions/open-functions.ts'

/** Runs one relay in a process of its own, and sends its parent what it returned, or the type of its error. */
const result = await openFunctions()('relay', {}).catch(({ errorType }: InvocationError) => ({
  outcome: errorType,
}))
process.send?.(result)
process.disconnect?.()
process.exit(0)
