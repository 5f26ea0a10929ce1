import { type ReceiptKeyUsed, receiptKeyCodec } from '../../../domain/receipt/key/events.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { receiptKeyStream } from '../../../infra/event-store/stream-names.ts'
import { type CommandIdentity, createdId, eventMetadata } from '../ledger.ts'
import { newEvent } from '../stream.ts'
import type { Attempt } from '../subject.ts'

/** The id of the receipt for which a key was used; undefined for a key that is new. */
export const readReceiptOfKey = async (
  tenantId: string,
  identity: CommandIdentity,
): Promise<string | undefined> => {
  const [stored] = await readStream(receiptKeyStream(tenantId, createdId(identity)))
  return stored && receiptKeyCodec.decode(stored).receiptId
}

/**
 * Records that the key of this command is for this receipt.
 * @throws RevisionConflict when another command has recorded the key since it was read
 */
export const recordReceiptKey = async (
  receiptId: string,
  { call: { context }, identity, at }: Attempt<object>,
): Promise<void> => {
  const { tenantId, actor } = context
  const used: ReceiptKeyUsed = { type: 'ReceiptKeyUsed', tenantId, receiptId, by: actor.id, at }
  const event = newEvent(receiptKeyCodec, used, eventMetadata(context, identity))
  await append(receiptKeyStream(tenantId, createdId(identity)), [event], -1)
}
