import type { Refusal } from '../../domain/decision.ts'
import { parseStream } from '../../infra/event-store/stream-names.ts'
import { annotate } from '../../infra/observability/trace.ts'
import { errorCode } from '../../infra/process/error-code.ts'
import { failWith } from '../contract/views/answer.ts'
import { type Failed, keyReused, otherRevision, refusedMeanwhile } from './errors.ts'
import { eventMetadata, hasSameInput, lastCausedBy } from './ledger.ts'
import { noticeNewRefusal, recordRefusal } from './refusals.ts'
import { type Decide, situationOf } from './situation.ts'
import { appendTo, type Guard, load, rewindTo } from './stream.ts'
import type { Attempt, Kind, Loaded, StreamOf, Subject } from './subject.ts'

/**
 * How a command ended, and the stream after it: its decision was appended, or changed nothing; or the command
 * had been carried out before, and this is the stream as it left it.
 */
export type Outcome<K extends Kind> = {
  ok: true
  how: 'done' | 'unchanged' | 'repeated'
  stream: StreamOf<K>
}

/**
 * The steps of every command: load; return early if it is a repetition or expects another revision; finish
 * what an earlier command left, and check both again if others have appended meanwhile; decide; record a
 * refusal, or complete; record the key; append; finish; announce. After the append the command counts as
 * carried out, even if a later step fails: a repetition finds its events.
 */
export const carryOut = async <K extends Kind, Input extends object>(
  subject: Subject<K, Input>,
  decide: Decide<K, Input>,
  attempt: Attempt<Input>,
): Promise<Outcome<K> | Failed> => {
  const loaded = await subject.load(attempt)
  if (!loaded.ok) return loaded
  const { name, found, beside, guard, isFinished } = loaded
  annotateInvoice(name)

  const early = found && ((await findRepeated(subject, found, attempt)) ?? refuseOutdated(found, attempt))
  if (early) return early
  const current = found && (isFinished ? found : await finishEarlier(subject, found))
  const late = found && current && (await checkFinished(subject, { found, current }, attempt))
  if (late) return late

  const hasNewRefusal = guard !== undefined && noticeNewRefusal(guard, attempt)
  const decision = decide(situationOf(current, beside, attempt))
  if (!decision.ok) return refuse(subject, loaded, decision.refusal, attempt)
  if (hasNewRefusal) return refusedMeanwhile()
  const events = await completeEvents(subject, decision.events, attempt, beside)
  const how = decision.events.length === 0 ? 'unchanged' : 'done'
  if (events.length === 0 && current) return { ok: true, how, stream: current }

  if (attempt.identity.key !== undefined) await subject.recordKey?.(attempt, beside)
  const appended = await appendEvents(subject, current ?? guard ?? { name }, events, attempt)
  try {
    return { ok: true, how, stream: await subject.finish(appended, beside) }
  } finally {
    await subject.announce()
  }
}

/** After an unknown outcome the events may be stored, so they are announced too. */
const appendEvents = async <K extends Kind, Input>(
  subject: Subject<K, Input>,
  stream: StreamOf<K> | Guard | { name: string },
  events: readonly K['event'][],
  attempt: Attempt<Input>,
): Promise<StreamOf<K>> => {
  try {
    return await appendTo(subject.aggregate, stream, events, metadataOf(subject, attempt))
  } catch (error) {
    if (errorCode(error) === 'STORE_UNAVAILABLE') await subject.announce()
    throw error
  }
}

const annotateInvoice = (streamName: string): void => {
  const stream = parseStream(streamName)
  if (stream?.category === 'invoice') annotate({ 'finance.invoice': stream.invoiceId })
}

/**
 * The stream as a command left it that was carried out before: up to the last event that it caused, finished
 * first. Undefined for a command that is new.
 */
const findRepeated = async <K extends Kind, Input>(
  subject: Subject<K, Input>,
  found: StreamOf<K>,
  { identity }: Attempt<Input>,
): Promise<Outcome<K> | Failed | undefined> => {
  const caused = lastCausedBy(found.history, identity)
  if (!caused) return undefined
  if (!hasSameInput(caused, identity)) return keyReused(identity.key)
  const finished = await finishEarlier(subject, found)
  const last = lastCausedBy(finished.history, identity) ?? caused
  return { ok: true, how: 'repeated', stream: rewindTo(subject.aggregate, finished, last.stored.revision) }
}

/**
 * The answer of a command that is refused. With a guard the refusal is recorded first, so that an attempt
 * which has read the stream before cannot append to it afterwards.
 * @throws RevisionConflict when another attempt has appended meanwhile; the command is decided again
 */
const refuse = async <K extends Kind, Input extends object>(
  subject: Subject<K, Input>,
  { name, guard }: Loaded<K>,
  refusal: Refusal,
  attempt: Attempt<Input>,
): Promise<Outcome<K> | Failed> => {
  const isRecorded = guard && (await recordRefusal(guard, refusal, attempt, metadataOf(subject, attempt)))
  const repeated = isRecorded ? undefined : await findNow(subject, name, attempt)
  return repeated ?? failWith(refusal)
}

/**
 * A command that is sent twice at once may be refused because of what its repetition has just done: a receipt
 * is read before its invoices. So the stream is read once more before the refusal.
 */
const findNow = async <K extends Kind, Input>(
  subject: Subject<K, Input>,
  name: string,
  attempt: Attempt<Input>,
): Promise<Outcome<K> | Failed | undefined> => {
  if (attempt.identity.key === undefined) return undefined
  const now = await load(subject.aggregate, name)
  return now && findRepeated(subject, now as StreamOf<K>, attempt)
}

/** CONFLICT when the client expects another revision than the current one. */
const refuseOutdated = <Input extends object>(
  { revision }: { revision: number },
  { call: { input } }: Attempt<Input>,
): Failed | undefined => {
  const expected = 'expectedRevision' in input ? input.expectedRevision : undefined
  return typeof expected === 'number' && expected !== revision ? otherRevision(expected, revision) : undefined
}

/** Finishes what a crash left: documents without their numbers, parts that were not carried. */
const finishEarlier = async <K extends Kind>(
  subject: Subject<K, never>,
  found: StreamOf<K>,
): Promise<StreamOf<K>> => {
  const finished = await subject.finish(found)
  if (finished !== found) await subject.announce()
  return finished
}

/**
 * Looks for a repetition and another revision once more. To finish a stream reads it again when others have
 * appended to it, and one of them may be this command, sent a second time.
 */
const checkFinished = async <K extends Kind, Input extends object>(
  subject: Subject<K, Input>,
  { found, current }: Record<'found' | 'current', StreamOf<K>>,
  attempt: Attempt<Input>,
): Promise<Outcome<K> | Failed | undefined> => {
  // What finishes a command has its id, and changes nothing that the client has not seen.
  const known = new Set(found.history.map(({ stored }) => stored.metadata.commandId))
  if (current.history.every(({ stored }) => known.has(stored.metadata.commandId))) return undefined
  return (await findRepeated(subject, current, attempt)) ?? refuseOutdated(current, attempt)
}

/**
 * The events to append. A command that has a key but changes nothing still appends an event, which records
 * the key. Without that event a repetition would be decided again. If another command had changed something
 * meanwhile, the repetition would undo that change.
 */
const completeEvents = async <K extends Kind, Input>(
  subject: Subject<K, Input>,
  decided: readonly K['decided'][],
  attempt: Attempt<Input>,
  beside: K['beside'],
): Promise<readonly K['event'][]> => {
  if (decided.length > 0) return subject.complete(decided, attempt, beside)
  const { call, identity, at } = attempt
  return identity.key === undefined ? [] : [subject.unchanged(call.context.actor.id, at)]
}

const metadataOf = <K extends Kind, Input>(
  subject: Subject<K, Input>,
  { call, identity }: Attempt<Input>,
): Record<string, unknown> =>
  eventMetadata({ ...call.context, tenantId: subject.targetOf(call).tenantId }, identity)
