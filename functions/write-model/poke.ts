import { InvocationError } from '../../infra/lambda/invocation-error.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import { log } from '../../infra/observability/log.ts'

/** Starts the relay for new events. If that fails, the schedule starts it, so the command does not fail. */
export const pokeRelay = async (): Promise<void> => {
  await invoke('relay', {}, 'Event').catch(logPoke('The relay could not be started for new events'))
}

/** A throttled function is running already, or soon will be. */
export const logPoke =
  (message: string) =>
  (error: unknown): void => {
    const isThrottled = error instanceof InvocationError && error.code === 'FUNCTION_THROTTLED'
    log(isThrottled ? 'info' : 'warn', message, { error })
  }
