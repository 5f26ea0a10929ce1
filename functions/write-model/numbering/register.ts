import { type Document, type RegisterHead, sameDocument } from '../../../domain/numbering/documents.ts'
import { type NumberTaken, registerCodec } from '../../../domain/numbering/events.ts'
import { serialAt } from '../../../domain/numbering/numbers.ts'
import { isNumberOf, takesInOrder } from '../../../domain/numbering/take.ts'
import { append } from '../../../infra/event-store/append.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { readLast, readStream } from '../../../infra/event-store/read.ts'
import { legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import { gatherRequests, shareReads } from '../gather.ts'
import { newEvent } from '../stream.ts'

/**
 * A register as it was read before a document was decided. `issuedAt` is the time of issue of its last take,
 * if that was read.
 */
export type SeenRegister = { head: RegisterHead; issuedAt?: string | undefined }

/** A decided document without its number; `metadata` is stored with the take. */
export type NumberRequest = {
  document: Document
  decidedAt: string
  seen: SeenRegister
  metadata: Record<string, unknown>
}

/** The number of a document. It never changes. */
export type TakenNumber = { serial: number; issuedAt: string }

/**
 * The register ends before a revision that a decision recorded: takes were lost when an older store was
 * restored. To take more numbers would assign some of them twice, so nothing is numbered in this register
 * until an operator has repaired it.
 */
export class RegisterShortened extends Error {
  readonly code = 'REGISTER_SHORTENED'

  constructor(register: string, revision: number) {
    super(
      `The register ${register} lost entries: a decision recorded its revision ${revision}, which is missing`,
    )
    this.name = 'RegisterShortened'
  }
}

/**
 * Reads the head of a register as a decision records it; its revision is -1 while the register is empty.
 * Decisions that are made at once share a read.
 */
export const readHead = (tenantId: string, register: Omit<RegisterHead, 'revision'>): Promise<SeenRegister> =>
  readHeadTogether(legalRegisterStream(tenantId, register), register)

const readHeadTogether = shareReads<Omit<RegisterHead, 'revision'>, SeenRegister>(
  async (stream, { series, place, fiscalYear }) => {
    const register = { series, place, fiscalYear }
    const last = await readLast(stream)
    if (!last) return { head: { ...register, revision: -1 } }
    const event = registerCodec.decode(last)
    const head = { ...register, revision: last.revision }
    return { head, issuedAt: event.type === 'NumberTaken' ? event.issuedAt : undefined }
  },
)

/**
 * Takes the next number of the register for the document, or returns the number that the document already
 * has. Requests for one register that arrive together share one append. It is safe to repeat and to run in
 * any process, however late: the search begins at the revision that the decision recorded, so it finds every
 * take of this document.
 * @throws EventStoreUnavailable when the outcome of a take remains unknown
 * @throws RegisterShortened when the register lost entries
 */
export const takeNumber = (tenantId: string, request: NumberRequest): Promise<TakenNumber> => {
  return takeTogether(legalRegisterStream(tenantId, request.seen.head), request)
}

type Take = { take: NumberTaken; revision: number }

/** The end of a register and its takes since a revision. */
type RegisterEnd = { head: { revision: number; issuedAt: string | undefined }; takes: Take[] }

const takeTogether = gatherRequests<NumberRequest, TakenNumber>(async (register, requests) => {
  let end = endWithoutReading(requests) ?? (await readEnd(register, requests))
  for (;;) {
    const { head, takes } = end
    const missing = eachDocumentOnce(requests).filter(
      ({ document }) => !takes.some(({ take }) => isNumberOf(document, take)),
    )
    const added = await appendTakes(register, missing, head)
    if (added) return requests.map((request) => numberOf(request, [...takes, ...added]))
    end = await readEnd(register, requests)
  }
})

/** Two requests may be for the same document; it takes one number. */
const eachDocumentOnce = (requests: NumberRequest[]): NumberRequest[] =>
  requests.filter(
    ({ document }, index) => requests.findIndex((other) => sameDocument(other.document, document)) === index,
  )

/**
 * Right after a decision the head is usually still the one that the decision recorded, so nothing is read. If
 * it is not, the append fails with a conflict, and the end is read.
 */
const endWithoutReading = (requests: NumberRequest[]): RegisterEnd | undefined => {
  const [first] = requests
  if (!first || requests.some(({ seen }) => seen.head.revision !== first.seen.head.revision)) return undefined
  const { head, issuedAt } = first.seen
  if (head.revision >= 0 && issuedAt === undefined) return undefined
  return { head: { revision: head.revision, issuedAt }, takes: [] }
}

/**
 * Reads every take since the oldest revision that a request recorded; the take at that revision contains the
 * last time of issue.
 */
const readEnd = async (register: string, requests: NumberRequest[]): Promise<RegisterEnd> => {
  const recorded = requests.map(({ seen }) => seen.head.revision)
  const events = await readStream(register, { from: Math.max(0, Math.min(...recorded)) })
  const takes = events.flatMap((stored) => {
    const event = registerCodec.decode(stored)
    return event.type === 'NumberTaken' ? [{ take: event, revision: stored.revision }] : []
  })
  const last = takes.at(-1)
  const latest = Math.max(...recorded)
  if ((last?.revision ?? -1) < latest) throw new RegisterShortened(register, latest)
  return { head: { revision: last?.revision ?? -1, issuedAt: last?.take.issuedAt }, takes }
}

/** Undefined when another process took a number in between. */
const appendTakes = async (
  register: string,
  requests: NumberRequest[],
  head: RegisterEnd['head'],
): Promise<Take[] | undefined> => {
  if (requests.length === 0) return []
  const decided = requests.map((request) => ({ ...request, place: request.seen.head.place }))
  const taken = takesInOrder(decided, head.issuedAt)
  const events = taken.map(({ take, request }) => newEvent(registerCodec, take, request.metadata))
  try {
    await append(register, events, head.revision)
    return taken.map(({ take }, index) => ({ take, revision: head.revision + 1 + index }))
  } catch (error) {
    if (error instanceof RevisionConflict) return undefined
    throw error
  }
}

const numberOf = ({ document }: NumberRequest, takes: Take[]): TakenNumber => {
  const own = takes.find(({ take }) => isNumberOf(document, take))
  if (own) return { serial: serialAt(own.revision), issuedAt: own.take.issuedAt }
  throw new Error(`The register lost the number of ${document.kind} ${document.noteId ?? document.invoiceId}`)
}
