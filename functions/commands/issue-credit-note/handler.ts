import * as z from 'zod'
import { credit } from '../../../domain/invoice/notes/credit.ts'
import { issueNoteInput } from '../../contract/inputs/note.ts'
import { documentCommand } from '../../write-model/invoice.ts'

export const handler = documentCommand({
  name: 'IssueCreditNoteCommand',
  operation: 'issueCreditNote',
  input: z.strictObject(issueNoteInput),
  series: '6.7',
  decide: ({ invoice, tenant, input: { lines, reason, recipient, vehicle }, newId, register, by, at }) =>
    credit(invoice, { tenant, noteId: newId, lines, reason, recipient, vehicle, register, by, at }),
})
