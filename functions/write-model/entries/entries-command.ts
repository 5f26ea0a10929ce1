import type * as z from 'zod'
import { type FunctionDeclaration, tenantFunction } from '../../../infra/lambda/tenant-function.ts'
import { answerWith, selectedAnswer } from '../../contract/views/answer.ts'
import { refuseUnstorable } from '../ledger.ts'
import { pokeRelay } from '../poke.ts'
import { carryOutEntries, type EntryResult, type OnEntry } from './carry-out-entries.ts'
import type { NamedInvoice } from './find-invoice.ts'

type EntryOf<Schema extends z.ZodType<Entries>> = z.output<Schema>['input'][number]
type Entries = { input: readonly NamedInvoice[] }

type EntriesCommand<Schema extends z.ZodType<Entries>> = FunctionDeclaration<Schema> &
  OnEntry<EntryOf<Schema>> & {
    /** The result of an entry in the shape of the contract. */
    view(result: EntryResult<EntryOf<Schema>>): unknown
  }

/**
 * A command with a list of entries, each on an invoice and each answered by itself: what is wrong with one
 * does not stop the others. Whatever becomes of the request, it can be sent again: entries that were carried
 * out are repeated, and the others are carried out.
 */
export const entriesCommand = <Schema extends z.ZodType<Entries>>({
  decide,
  termsOf,
  view,
  ...declared
}: EntriesCommand<Schema>) =>
  tenantFunction({ ...declared, effect: 'changes' }, async (call) => {
    const unstorable = refuseUnstorable(call.context)
    if (unstorable) return unstorable
    const { field, context } = call
    const batch = { field, context, operation: declared.operation, decide, termsOf }
    try {
      const results = await carryOutEntries(batch, call.input.input)
      return selectedAnswer(answerWith(results.map(view)), call.selection)
    } finally {
      // Once for all entries: the relay reads whatever they have appended.
      await pokeRelay()
    }
  })
