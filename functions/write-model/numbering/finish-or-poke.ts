import { invoke } from '../../../infra/lambda/invoke.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { logPoke } from '../poke.ts'
import type { InvoiceStream } from '../stream.ts'
import { finishNumbers } from './finish.ts'
import type { SeenRegister } from './register.ts'

/** What `finish-numbering` is invoked with to number the documents of one stream. */
export type OpenStreamTrigger = { stream: string }

/**
 * Numbers the documents of the invoice. When a store is not available, it starts `finish-numbering` for this
 * stream before it throws: the schedule may be slow, and Lambda repeats a failed invocation for minutes.
 * @throws EventStoreUnavailable when the event store does not respond
 * @throws RegisterShortened when the register lost entries
 */
export const finishOrPoke = async (stream: InvoiceStream, seen?: SeenRegister): Promise<InvoiceStream> => {
  try {
    return await finishNumbers(stream, seen)
  } catch (error) {
    if (errorCode(error) === 'STORE_UNAVAILABLE') await pokeFinishNumbering({ stream: stream.name })
    throw error
  }
}

const pokeFinishNumbering = async (open: OpenStreamTrigger): Promise<void> => {
  await invoke('finish-numbering', open, 'Event').catch(logPoke('finish-numbering could not be started'))
}
