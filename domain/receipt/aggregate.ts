import type { Aggregate } from '../event/aggregate.ts'
import { codec } from '../event/codec.ts'
import { type ReceiptEvent, receiptEvents } from './events.ts'
import { evolveReceipt } from './evolve.ts'
import { type ExistingReceipt, type NoReceipt, noReceipt } from './state.ts'

export const receipts: Aggregate<NoReceipt, ExistingReceipt, ReceiptEvent> = {
  initial: noReceipt,
  evolve: evolveReceipt,
  ...codec(receiptEvents),
}
