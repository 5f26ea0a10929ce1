import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { invoiceAnswer } from '../graphql/answers/invoice.ts'
import { finishNumbers } from '../numbering/finish.ts'
import { type LoadedInvoice, rewound } from '../streams/loaded-invoice.ts'
import type { CommandIdentity } from './ledger.ts'
import { reusedKey } from './refusal.ts'

/** The invoice as it is now, called by the name that it has on this day in Dhaka. */
export const answered = ({ invoice, revision }: LoadedInvoice): Answer => {
  if (invoice.status === 'NONE') throw new Error('An invoice without events has no answer')
  return { ok: true, value: invoiceAnswer(invoice, revision, dhakaDate(new Date().toISOString())) }
}

/**
 * What a command answered that was carried out before: the state after the last event that it caused, its numbering finished
 * first. Undefined for a command that left no event.
 */
export const repeated = async (found: LoadedInvoice, identity: CommandIdentity, key: string | undefined): Promise<Answer | undefined> => {
  const caused = lastCausedBy(found, identity)
  if (!caused) return undefined
  const reused = reusedKey(identity, caused.stored.metadata, key)
  if (reused) return reused
  const numbered = await finishNumbers(found)
  const last = lastCausedBy(numbered, identity) ?? caused
  return answered(rewound(numbered, last.stored.revision))
}

const lastCausedBy = ({ history }: LoadedInvoice, { commandId }: CommandIdentity) =>
  history.findLast(({ stored }) => stored.metadata.commandId === commandId)
