import type { Refusal } from '../../domain/decision.ts'
import { refusalType } from '../../domain/event/codec.ts'
import { type CommandRefused, refusalCodec } from '../../domain/refusal/events.ts'
import { append } from '../../infra/event-store/append.ts'
import { newEvent, type Unbegun } from './stream.ts'
import type { Attempt } from './subject.ts'

/**
 * The refusals of commands that would have begun a stream. Each is recorded in that stream, so that no
 * attempt which read the stream before can begin it afterwards: it expects an older revision.
 */

/** A client that repeats a refused command for ever does not make its stream longer than this. */
const maxRecorded = 100

/**
 * Counts the refusals of attempts with the same input, and remembers how many the first try of this request
 * found. Returns whether there are more now: their client was told so, and this request must not take effect
 * any more.
 */
export const noticeNewRefusal = (
  { passedOver }: Unbegun,
  { identity: { inputHash }, seen }: Pick<Attempt<object>, 'identity' | 'seen'>,
): boolean => {
  const refusals = passedOver.filter(
    ({ type, metadata }) => type === refusalType && metadata.inputHash === inputHash,
  ).length
  seen.refusals ??= refusals
  return refusals > seen.refusals
}

/**
 * Records the refusal at the revision at which the stream was read. Returns false for a stream that has too
 * many events already.
 * @throws RevisionConflict when another attempt has appended since the stream was read
 * @throws EventStoreUnavailable when the outcome remains unknown
 */
export const recordRefusal = async (
  { name, revision }: Unbegun,
  { code }: Refusal,
  { call: { context }, at }: Attempt<object>,
  metadata: Record<string, unknown>,
): Promise<boolean> => {
  if (revision + 1 >= maxRecorded) return false
  const refused: CommandRefused = { type: refusalType, code, by: context.actor.id, at }
  await append(name, [newEvent(refusalCodec, refused, metadata)], revision)
  return true
}
