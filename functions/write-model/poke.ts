import { InvocationError } from '../../infra/lambda/invocation-error.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import { log } from '../../infra/observability/log.ts'
import { errorCode } from '../../infra/process/error-code.ts'

/** Starts the relay for new events. If that fails, the schedule starts it, so the command does not fail. */
export const pokeRelay = async (): Promise<void> => {
  await invoke('relay', {}, 'Event').catch(logPoke('The relay could not be started for new events'))
}

/** What a job is invoked with to finish one stream. */
export type OpenStreamTrigger = { stream: string }

/**
 * Finishes the stream. When a store is not available, it starts the job for this stream before it throws: the
 * schedule may be slow, and Lambda repeats a failed invocation for minutes.
 * @throws whatever `finish` throws
 */
export const finishOrPoke = async <Found extends { name: string }>(
  job: 'finish-numbering' | 'finish-receipts',
  stream: Found,
  finish: () => Promise<Found>,
): Promise<Found> => {
  try {
    return await finish()
  } catch (error) {
    if (errorCode(error) === 'STORE_UNAVAILABLE') await pokeJob(job, { stream: stream.name })
    throw error
  }
}

const pokeJob = async (job: string, open: OpenStreamTrigger): Promise<void> => {
  await invoke(job, open, 'Event').catch(logPoke(`${job} could not be started`))
}

/** A throttled function is running already, or soon will be. */
const logPoke =
  (message: string) =>
  (error: unknown): void => {
    const isThrottled = error instanceof InvocationError && error.code === 'FUNCTION_THROTTLED'
    log(isThrottled ? 'info' : 'warn', message, { error })
  }
