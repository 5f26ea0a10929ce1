import type { ExpectedRevision, Place } from '../event.ts'
import type { Head } from '../storage/heads.ts'
import { isSoftDeleted } from '../stream-metadata.ts'

/** An append that is asked for: the ids are compared with those already stored, the data never. */
export type Question = { stream: string; expected: ExpectedRevision; ids: readonly string[] }

/** What is known of ids: under ANY only those remembered, under an expected revision those that stand in the stream. */
export type Knowledge = {
  remembered(id: string): Place | undefined
  at(stream: string, revision: number): { id: string; position: number } | undefined
}

export type Decision =
  | { kind: 'append'; undelete: boolean }
  | { kind: 'already'; revision: number; position: number }
  | { kind: 'wrongExpectedRevision'; current: number | undefined }
  | { kind: 'streamDeleted' }

/**
 * EventStoreDB's own order of checks: a soft deleted stream does not exist for STREAM_EXISTS; a repeated append is recognised
 * by its ids before the expected revision is held against it; an append of which only a part is known is refused.
 */
export const decide = (question: Question, last: number, head: Head, knowledge: Knowledge): Decision => {
  const deleted = isSoftDeleted(head.metadata)
  const { expected } = question
  const wrong: Decision = { kind: 'wrongExpectedRevision', current: last < 0 ? undefined : last }
  if (expected === 'stream_exists') {
    if (deleted) return { kind: 'streamDeleted' }
    if (last < 0 && head.metaLast < 0) return wrong
  }
  const append: Decision = { kind: 'append', undelete: deleted }
  if (expected === 'any' || expected === 'stream_exists')
    return byMemory(question, knowledge, { append, wrong })
  const revision = expected === 'no_stream' ? -1 : Number(expected)
  if (revision > last) return wrong
  if (revision === last) return append
  return byStream(question, revision, knowledge, {
    append,
    wrong,
    mayRecreate: expected === 'no_stream' && deleted,
  })
}

type Answers = { append: Decision; wrong: Decision }

const byMemory = ({ stream, ids }: Question, knowledge: Knowledge, { append, wrong }: Answers): Decision => {
  let place: Place | undefined
  for (const id of ids) {
    const known = knowledge.remembered(id)
    if (known === undefined || known.stream !== stream) return place === undefined ? append : wrong
    place = known
  }
  return place === undefined
    ? append
    : { kind: 'already', revision: place.revision, position: place.position }
}

const byStream = (
  { stream, ids }: Question,
  expected: number,
  knowledge: Knowledge,
  { append, wrong, mayRecreate }: Answers & { mayRecreate: boolean },
): Decision => {
  let revision = expected
  let position = 0
  for (const id of ids) {
    revision++
    const stored = knowledge.at(stream, revision)
    if (stored?.id !== id) return revision === expected + 1 && mayRecreate ? append : wrong
    position = stored.position
  }
  return revision === expected ? wrong : { kind: 'already', revision, position }
}
