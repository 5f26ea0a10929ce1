import { invoke } from '../../infra/lambda/invoke.ts'
import { log } from '../../infra/observability/log.ts'

/** Tells the relay that there is something new. When that fails the schedule finds it a minute later, so no command fails for it. */
export const pokeRelay = async (): Promise<void> => {
  try {
    await invoke('relay', {}, 'Event')
  } catch (error) {
    log('warn', 'The relay could not be told of new events', { error })
  }
}
