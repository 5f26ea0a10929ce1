import type { Refusal } from '../../domain/decision.ts'
import { refusalType } from '../../domain/event/codec.ts'
import { type CommandRefused, refusalCodec } from '../../domain/refusal/events.ts'
import { append } from '../../infra/event-store/append.ts'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { type Guard, newEvent } from './stream.ts'
import type { Attempt } from './subject.ts'

/**
 * The refusals of commands that are decided on more than their own stream: creations, and commands on
 * receipts. Each is recorded in the stream, so that no attempt which read the stream before can append to it
 * afterwards: it expects an older revision.
 */

/** Clients that repeat refused commands for ever add no more refusals to a stream than this. */
const maxRecorded = 100

/**
 * Counts the refusals of attempts with the same input, and remembers how many the first try of this request
 * found. Returns whether there are more now: their client was told so, and this request must not take effect
 * any more.
 */
export const noticeNewRefusal = (
  { passedOver }: Guard,
  { identity: { inputHash }, seen }: Pick<Attempt<object>, 'identity' | 'seen'>,
): boolean => {
  const refusals = passedOver.filter(
    (event) => isRefusal(event) && event.metadata.inputHash === inputHash,
  ).length
  seen.refusals ??= refusals
  return refusals > seen.refusals
}

const isRefusal = ({ type }: StoredEvent): boolean => type === refusalType

/**
 * Records the refusal at the revision at which the stream was read. Returns false for a stream that has too
 * many refusals already.
 * @throws RevisionConflict when another attempt has appended since the stream was read
 * @throws EventStoreUnavailable when the outcome remains unknown
 */
export const recordRefusal = async (
  { name, revision, passedOver }: Guard,
  { code }: Refusal,
  { call: { context }, at }: Attempt<object>,
  metadata: Record<string, unknown>,
): Promise<boolean> => {
  if (passedOver.filter(isRefusal).length >= maxRecorded) return false
  const refused: CommandRefused = { type: refusalType, code, by: context.actor.id, at }
  await append(name, [newEvent(refusalCodec, refused, metadata)], revision)
  return true
}
