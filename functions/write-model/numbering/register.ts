import { type Document, sameDocument } from '../../../domain/numbering/documents.ts'
import { type NumberTaken, registerCodec } from '../../../domain/numbering/events.ts'
import { serialAt } from '../../../domain/numbering/numbers.ts'
import type { RegisterHead } from '../../../domain/numbering/series.ts'
import { isNumberOf, take } from '../../../domain/numbering/take.ts'
import { append } from '../../../infra/event-store/append.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { readLast, readStream } from '../../../infra/event-store/read.ts'
import { registerStream } from '../../../infra/event-store/stream-names.ts'
import { newEvent } from '../stream.ts'
import { gathered } from './gather.ts'

/** What has been seen of a register before a document was decided. `issuedAt` is that of its last take, where that was read. */
export type SeenRegister = { head: RegisterHead; issuedAt?: string | undefined }

/** A decided document that wants its number; `metadata` goes with the take. */
export type NumberRequest = {
  document: Document
  decidedAt: string
  seen: SeenRegister
  metadata: Record<string, unknown>
}

/** The number that the document has, for ever. */
export type TakenNumber = { serial: number; issuedAt: string }

/**
 * The register ends before a revision that a decision saw: takes were lost with a restored store. Going on would give numbers
 * a second time, so nothing is numbered in it until somebody has mended it.
 */
export class RegisterShortened extends Error {
  readonly code = 'REGISTER_SHORTENED'

  constructor(register: string, revision: number) {
    super(`The register ${register} is shorter than a decision saw it: it has no revision ${revision}`)
    this.name = 'RegisterShortened'
  }
}

type Take = { take: NumberTaken; revision: number }

/** The head of a register as a decision records it; revision -1 while it is empty. */
export const readHead = async (
  tenantId: string,
  series: RegisterHead['series'],
  fiscalYear: string,
): Promise<SeenRegister> => {
  const last = await readLast(registerStream(tenantId, series, fiscalYear))
  if (!last) return { head: { series, fiscalYear, revision: -1 } }
  const event = registerCodec.decode(last)
  const head = { series, fiscalYear, revision: last.revision }
  return { head, issuedAt: event.type === 'NumberTaken' ? event.issuedAt : undefined }
}

/**
 * The document's place in its register: the one it has, or the next one. Requests of one register that come together share
 * one append. Safe to repeat and to run anywhere, however late: the search begins at the revision seen before the decision,
 * so a take of this document that was made since is always found.
 * @throws EventStoreUnavailable, RegisterShortened
 */
export const takeNumber = (tenantId: string, request: NumberRequest): Promise<TakenNumber> =>
  gather(registerStream(tenantId, request.seen.head.series, request.seen.head.fiscalYear), request)

const gather = gathered<NumberRequest, TakenNumber>(async (register, requests) => {
  let known = knownWithoutReading(requests) ?? (await takesSince(register, requests))
  for (;;) {
    const { head, takes } = known
    const missing = eachOnce(requests).filter(
      ({ document }) => !takes.some((taken) => isNumberOf(document, taken.take)),
    )
    const added = await appended(register, missing, head)
    if (added) return requests.map((request) => numberOf(request, [...takes, ...added]))
    known = await takesSince(register, requests)
  }
})

/** Two who finish one document at once meet here, and it is to take one number. */
const eachOnce = (requests: NumberRequest[]): NumberRequest[] =>
  requests.filter(
    ({ document }, index) => requests.findIndex((other) => sameDocument(other.document, document)) === index,
  )

type Known = { head: { revision: number; issuedAt: string | undefined }; takes: Take[] }

/** Right after the decision the head is still what was seen, as a rule: then nothing has to be read, and a conflict tells. */
const knownWithoutReading = (requests: NumberRequest[]): Known | undefined => {
  const [first] = requests
  if (!first || requests.some(({ seen }) => seen.head.revision !== first.seen.head.revision)) return undefined
  const {
    head: { revision },
    issuedAt,
  } = first.seen
  return revision < 0 || issuedAt !== undefined ? { head: { revision, issuedAt }, takes: [] } : undefined
}

/** Every take since the oldest revision that any of the requests has seen, and the head before it for its time of issue. */
const takesSince = async (register: string, requests: NumberRequest[]): Promise<Known> => {
  const oldest = Math.min(...requests.map(({ seen }) => seen.head.revision))
  const from = Math.max(0, oldest)
  const events = await readStream(register, { from })
  const takes = events.flatMap((stored) => {
    const event = registerCodec.decode(stored)
    return event.type === 'NumberTaken' ? [{ take: event, revision: stored.revision }] : []
  })
  const last = takes.at(-1)
  const latest = Math.max(...requests.map(({ seen }) => seen.head.revision))
  if ((last?.revision ?? -1) < latest) throw new RegisterShortened(register, latest)
  return { head: { revision: last?.revision ?? -1, issuedAt: last?.take.issuedAt }, takes }
}

/** Undefined when somebody else took a number in between. */
const appended = async (
  register: string,
  requests: NumberRequest[],
  head: Known['head'],
): Promise<Take[] | undefined> => {
  let previous = head.issuedAt
  const takes = requests.map(({ document, decidedAt }, index) => {
    const taken = take(document, decidedAt, previous)
    previous = taken.issuedAt
    return { take: taken, revision: head.revision + 1 + index }
  })
  if (takes.length === 0) return []
  const events = takes.map((one, index) => newEvent(registerCodec, one.take, requests[index]?.metadata ?? {}))
  try {
    await append(register, events, head.revision)
    return takes
  } catch (error) {
    if (error instanceof RevisionConflict) return undefined
    throw error
  }
}

const numberOf = ({ document }: NumberRequest, takes: Take[]): TakenNumber => {
  const own = takes.find((taken) => isNumberOf(document, taken.take))
  if (!own)
    throw new Error(
      `The register lost the number of ${document.kind} ${document.noteId ?? document.invoiceId}`,
    )
  return { serial: serialAt(own.revision), issuedAt: own.take.issuedAt }
}
