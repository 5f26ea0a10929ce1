import type { LambdaClient } from '@aws-sdk/client-lambda'
import { maxIdleMs } from '../process/time-left.ts'

let open: { client: LambdaClient; running: number; endedAtMs: number } | undefined

/** Loads the SDK at the first call, because it adds about 60 ms to the cold start of every function. */
export const loadSdk = () => import('@aws-sdk/client-lambda')

/**
 * Runs a call with the client of this process, which keeps its connections. A client that was idle for so
 * long that its connections may be gone without a sign is replaced first: the invocation of a command is
 * sent once only, and would wait for its response until its time is over.
 */
export const useLambdaClient = async <Value>(
  call: (client: LambdaClient) => Promise<Value>,
): Promise<Value> => {
  const { LambdaClient } = await loadSdk()
  if (open && open.running === 0 && Date.now() - open.endedAtMs > maxIdleMs) {
    open.client.destroy()
    open = undefined
  }
  open ??= { client: new LambdaClient({ maxAttempts: 1 }), running: 0, endedAtMs: Date.now() }
  const used = open
  used.running++
  try {
    return await call(used.client)
  } finally {
    used.running--
    used.endedAtMs = Date.now()
  }
}
