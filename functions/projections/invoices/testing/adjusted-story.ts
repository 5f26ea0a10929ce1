import * as example from '../../../../domain/testing/examples.ts'
import { numberingNote } from '../../../../domain/testing/note-numbers.ts'
import type { Decide } from '../../../../domain/testing/scenario.ts'
import { writingOff } from '../../../../domain/testing/settlement.ts'
import type { Story } from './story.ts'

/** 15 November 2024, noon in Dhaka. */
export const later = '2024-11-15T06:00:00Z'
const certificate = example.paying('1000', {
  ...{ id: 'v-1', method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
  ...{ depositAccountCode: '1/1133/0010/0311', depositSerial: 'D-7', depositDate: '2024-10-15' },
})

/** Issued, certified, credited, debited; a payment is reversed, and the rest is given up: twelve events. */
export const adjusted: readonly Decide[] = [
  example.creating({ lineItems: [example.dutiableBags], vehicle: 'Van 9' }),
  example.approving(),
  example.numbering(),
  certificate,
  example.paying('500'),
  example.crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { at: later }),
  numberingNote('n-credit', 1, later),
  example.reversing('p-500', 'Check bounced', { reversedOn: '2024-11-14', at: later }),
  example.debiting([{ lineItemId: 'i-1-1', amount: '50' }], { at: later }),
  numberingNote('n-debit', 1, later),
  example.paying('7340', { at: later }),
  writingOff('Bank charge', { at: later }),
]

/** The serials that a story has, in the order of its documents. */
export const serialsOf = ({ events }: Story): number[] =>
  events.flatMap(({ type, data }) =>
    type === 'LegalNumberAssigned' ? [(data as { serial: number }).serial] : [],
  )

/** The id of the note that an event of this type has issued. */
export const noteIdOf = ({ events }: Story, type: 'CreditNoteIssued' | 'DebitNoteIssued'): string => {
  const data = events.find((event) => event.type === type)?.data
  return (data as { noteId: string } | undefined)?.noteId ?? ''
}
