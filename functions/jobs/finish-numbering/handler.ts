import { invoices } from '../../../domain/invoice/aggregate.ts'
import { finishNumbers } from '../../write-model/numbering/finish.ts'
import { finishingJob } from '../../write-model/open-streams.ts'
import { load } from '../../write-model/stream.ts'

/** Numbers the documents that were decided and have no number. */
export const handler = finishingJob({
  operation: 'finish-numbering',
  table: 'open_numbers',
  failure: 'A decided document could not be numbered',
  finish: async (stream) => {
    const invoice = await load(invoices, stream)
    if (!invoice || invoice.state.openNumbers.length === 0) return false
    await finishNumbers(invoice)
    return true
  },
})
