import { createRequire } from 'node:module'
import { traceInvocation } from '../../trace.ts'

/** Runs one invocation and prints the files of the X-Ray SDK that were loaded for it, as JSON. */
await traceInvocation('invocation', {}, async () => undefined)
const loaded = Object.keys(createRequire(import.meta.url).cache)
process.stdout.write(JSON.stringify(loaded.filter((path) => path.includes('aws-xray-sdk'))))
