import { receipts } from '../../../domain/receipt/aggregate.ts'
import { openAllocations } from '../../../domain/receipt/sums.ts'
import { finishingJob } from '../../write-model/open-streams.ts'
import { carryParts } from '../../write-model/receipts/carry.ts'
import { load } from '../../write-model/stream.ts'

/**
 * Carries the parts of receipts, and their reversals, that were decided and have not reached their invoices.
 */
export const handler = finishingJob({
  operation: 'finish-receipts',
  table: 'open_receipts',
  failure: 'The parts of a receipt could not be carried to their invoices',
  finish: async (stream) => {
    const receipt = await load(receipts, stream)
    if (!receipt || openAllocations(receipt.state).length === 0) return false
    await carryParts(receipt)
    return true
  },
})
