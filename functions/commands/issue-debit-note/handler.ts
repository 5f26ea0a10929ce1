import * as z from 'zod'
import { debit } from '../../../domain/invoice/notes/debit.ts'
import { issueNoteInput } from '../../contract/inputs/note.ts'
import { documentCommand } from '../../write-model/invoice.ts'

export const handler = documentCommand({
  name: 'IssueDebitNoteCommand',
  operation: 'issueDebitNote',
  input: z.strictObject(issueNoteInput),
  series: '6.8',
  decide: ({ invoice, tenant, input: { lines, reason, recipient, vehicle }, newId, register, by, at }) =>
    debit(invoice, { tenant, noteId: newId, lines, reason, recipient, vehicle, register, by, at }),
})
