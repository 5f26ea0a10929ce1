import { randomUUID } from 'node:crypto'
import { receipts } from '../../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../../domain/receipt/events.ts'
import { type CommandRefused, refusalCodec } from '../../../../domain/refusal/events.ts'
import { noon, rahim } from '../../../../domain/testing/examples.ts'
import { carried, eventsOf, issued, recording, transfer } from '../../../../domain/testing/receipts.ts'
import { append } from '../../../../infra/event-store/append.ts'
import { readStream } from '../../../../infra/event-store/read.ts'
import { receiptStream } from '../../../../infra/event-store/stream-names.ts'
import { newEvent } from '../../../write-model/stream.ts'
import type { Story } from './story.ts'

const parts: [string, string][] = [
  ['i-1', '100'],
  ['i-2', '200'],
]

/** A receipt of 500.00 with two parts, which are carried and then reversed: six events. */
export const wholeReceipt: readonly ReceiptEvent[] = [
  ...eventsOf(recording(transfer('500', parts), [issued('i-1'), issued('i-2')])),
  carried('i-1'),
  carried('i-2'),
  { type: 'ReceiptReversed', reversedOn: '2024-10-15', reason: 'Bounced', by: rahim, at: noon },
  { type: 'AllocationReversed', paymentId: 'r-1-1-i-1', at: noon },
  { type: 'AllocationReversed', paymentId: 'r-1-1-i-2', at: noon },
]

const refused: CommandRefused = { type: 'CommandRefused', code: 'OVERPAYMENT', by: rahim, at: noon }

/**
 * Appends a new receipt with these events to the event store, and returns its stored events. Its stream
 * begins with so many refusals.
 */
export const appendReceipt = async (
  events = wholeReceipt,
  tenantId = 'acme',
  refusals = 0,
): Promise<Story> => {
  const id = randomUUID()
  const texts = JSON.stringify(events)
    .replaceAll('"r-1"', `"${id}"`)
    .replaceAll('"tenantId":"acme"', `"tenantId":"${tenantId}"`)
  const stream = receiptStream(tenantId, id)
  const metadata = { tenantId, actor: 'u-rahim', correlationId: 'c-1' }
  const before = Array.from({ length: refusals }, () => newEvent(refusalCodec, refused, metadata))
  const own = (JSON.parse(texts) as ReceiptEvent[]).map((event) => newEvent(receipts, event, metadata))
  await append(stream, [...before, ...own], -1)
  return { tenantId, id, stream, events: await readStream(stream) }
}
