import type { EventLocation, ExpectedRevision } from '../event.ts'
import type { Head } from '../storage/heads.ts'
import { isSoftDeleted } from '../stream-metadata.ts'

/** The part of an append that decides about it: a repetition is recognised by its ids, never by its data. */
export type AppendAttempt = { stream: string; expected: ExpectedRevision; ids: readonly string[] }

/**
 * The ids to compare with: under ANY only those remembered, under an expected revision those stored in the
 * stream.
 */
export type KnownIds = {
  remembered(id: string): EventLocation | undefined
  at(stream: string, revision: number): { id: string; position: number } | undefined
}

export type AppendDecision =
  | { kind: 'append'; undelete: boolean }
  /** The append repeats an earlier one, whose last event has this revision and position. */
  | { kind: 'repeated'; revision: number; position: number }
  | { kind: 'wrongExpectedRevision'; current: number | undefined }
  | { kind: 'streamDeleted' }

/**
 * Checks in EventStoreDB's own order. A soft deleted stream does not exist for STREAM_EXISTS. A repeated
 * append is recognised by its ids before its expected revision is checked. An append of which only some ids
 * are known is rejected.
 */
export const decideAppend = (
  attempt: AppendAttempt,
  lastRevision: number,
  head: Head,
  known: KnownIds,
): AppendDecision => {
  const deleted = isSoftDeleted(head.metadata)
  const { expected } = attempt
  const wrong: AppendDecision = {
    kind: 'wrongExpectedRevision',
    current: lastRevision < 0 ? undefined : lastRevision,
  }
  if (expected === 'stream_exists') {
    if (deleted) return { kind: 'streamDeleted' }
    if (lastRevision < 0 && head.lastMetaRevision < 0) return wrong
  }
  const append: AppendDecision = { kind: 'append', undelete: deleted }
  if (expected === 'any' || expected === 'stream_exists')
    return decideByRememberedIds(attempt, known, { append, wrong })
  const revision = expected === 'no_stream' ? -1 : Number(expected)
  if (revision > lastRevision) return wrong
  if (revision === lastRevision) return append
  const mayRecreate = expected === 'no_stream' && deleted
  return decideByStoredIds(attempt, revision, known, { append, wrong, mayRecreate })
}

type Choices = { append: AppendDecision; wrong: AppendDecision }

const decideByRememberedIds = (
  { stream, ids }: AppendAttempt,
  known: KnownIds,
  { append, wrong }: Choices,
): AppendDecision => {
  let last: EventLocation | undefined
  for (const id of ids) {
    const location = known.remembered(id)
    if (location === undefined || location.stream !== stream) return last === undefined ? append : wrong
    last = location
  }
  return last === undefined ? append : { kind: 'repeated', revision: last.revision, position: last.position }
}

const decideByStoredIds = (
  { stream, ids }: AppendAttempt,
  expected: number,
  known: KnownIds,
  { append, wrong, mayRecreate }: Choices & { mayRecreate: boolean },
): AppendDecision => {
  let revision = expected
  let position = 0
  for (const id of ids) {
    revision++
    const stored = known.at(stream, revision)
    if (stored?.id !== id) return revision === expected + 1 && mayRecreate ? append : wrong
    position = stored.position
  }
  return revision === expected ? wrong : { kind: 'repeated', revision, position }
}
