import { invoices } from '../../domain/invoice/aggregate.ts'
import { tenants } from '../../domain/tenant/aggregate.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { answeredInvoice, answeredTenant } from './answers.ts'
import { type CommandIdentity, lastCausedBy } from './ledger.ts'
import { finishNumbers } from './numbering/finish.ts'
import { pokeRelay } from './poke.ts'
import { keyReused } from './refusal.ts'
import { type LoadedInvoice, type LoadedTenant, rewindTo } from './stream.ts'

/**
 * What a command answered that was carried out before: the state after the last event that it caused, its numbering finished
 * first. Undefined for a command that is new.
 */
export const repeatedOnInvoice = async (
  found: LoadedInvoice,
  identity: CommandIdentity,
): Promise<Answer | undefined> => {
  const caused = lastCausedBy(found.history, identity)
  if (!caused) return undefined
  if (caused.stored.metadata.inputHash !== identity.inputHash) return keyReused(identity.key)
  const numbered = await withNumbers(found)
  const last = lastCausedBy(numbered.history, identity) ?? caused
  return answeredInvoice(rewindTo(invoices, numbered, last.stored.revision))
}

/** Numbers what a crash left open, and tells the relay of it whatever becomes of the command that came by. */
export const withNumbers = async (found: LoadedInvoice): Promise<LoadedInvoice> => {
  const numbered = await finishNumbers(found)
  if (numbered !== found) await pokeRelay()
  return numbered
}

export const repeatedOnTenant = (found: LoadedTenant, identity: CommandIdentity): Answer | undefined => {
  const caused = lastCausedBy(found.history, identity)
  if (!caused) return undefined
  if (caused.stored.metadata.inputHash !== identity.inputHash) return keyReused(identity.key)
  return answeredTenant(rewindTo(tenants, found, caused.stored.revision))
}
