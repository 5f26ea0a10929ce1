import { randomUUID } from 'node:crypto'
import { functionFailed } from '../../../lambda/invocation-error.ts'
import { createCapacity } from '../../host/capacity.ts'
import type { FunctionDeclaration } from '../../host/manifest.ts'
import type { Sandbox } from '../../host/sandbox.ts'
import type { ExecutionEnvironment, Outcome } from './execution-environment.ts'

/** The execution environments of one function. One that is idle is used again, as on Lambda. */
export type FunctionEnvironments = Omit<Sandbox, 'load'> & {
  /** Stops the processes of the idle environments until the next invocation. */
  freeze(): void
  stop(): Promise<void>
}

type Options = {
  declaration: FunctionDeclaration
  reservedConcurrency: number | undefined
  start(): Promise<ExecutionEnvironment>
}

/** Creates the pool of a function; it starts an environment when an invocation finds none idle. */
export const functionEnvironments = ({
  declaration,
  reservedConcurrency,
  start,
}: Options): FunctionEnvironments => {
  const all = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const { use, ...capacity } = createCapacity(reservedConcurrency)

  const startOne = async (): Promise<ExecutionEnvironment> => {
    const started = await start()
    all.add(started)
    return started
  }
  const invoke = async (payload: string): Promise<string> => {
    const environment = idle.pop() ?? (await startOne())
    environment.thaw()
    const outcome = await environment.invoke(payload, randomUUID())
    idle.push(environment)
    return resultOf(declaration.key, outcome)
  }
  return {
    declaration,
    ...capacity,
    run: (payload) => use(() => invoke(payload)),
    // The emulator returns a streamed result at its end.
    stream: async (payload, _, output) => void output.end(await use(() => invoke(payload))),
    freeze: () => idle.forEach((each) => void each.freeze()),
    async stop() {
      await Promise.all([...all].map((each) => each.stop()))
      all.clear()
    },
  }
}

/** @throws InvocationError when the function failed, timed out or returned too much */
const resultOf = (key: string, outcome: Outcome): string => {
  if ('result' in outcome) return outcome.result
  throw functionFailed(key, outcome.error)
}
