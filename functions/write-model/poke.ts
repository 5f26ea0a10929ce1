import { invoke } from '../../infra/lambda/invoke.ts'
import { log } from '../../infra/observability/log.ts'

/**
 * Starts the relay for new events. If that fails, the schedule starts it within a minute, so the command does
 * not fail.
 */
export const pokeRelay = async (): Promise<void> => {
  try {
    await invoke('relay', {}, 'Event')
  } catch (error) {
    log('warn', 'The relay could not be started for new events', { error })
  }
}
