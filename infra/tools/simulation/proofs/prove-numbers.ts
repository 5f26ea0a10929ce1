import { registerCodec } from '../../../../domain/numbering/events.ts'
import { serialAt } from '../../../../domain/numbering/numbers.ts'
import { parseStream } from '../../../event-store/stream-names.ts'
import type { EventStore } from '../stand-ins/event-store.ts'
import type { History } from './history.ts'

/**
 * The serials of each register of a series, place and fiscal year are 1..n, each belongs to one document, and
 * each numbered document has the number that the register gave it.
 */
export const proveNumbers = (store: EventStore, history: History): string[] => {
  const problems: string[] = []
  const taken = new Map<string, string>()
  for (const stream of store.streamNames()) {
    const parsed = parseStream(stream)
    if (parsed?.category !== 'numbers' || parsed.place === undefined) continue
    let issuedAt = ''
    for (const { revision, type, data, metadata } of store.read(stream) ?? []) {
      const event = registerCodec.decode({
        ...{ type, data: JSON.parse(data), metadata: JSON.parse(metadata) },
      } as never)
      if (event.type !== 'NumberTaken') continue
      const document = JSON.stringify(event.document)
      const number = `${parsed.series} ${parsed.place} ${parsed.fiscalYear} ${serialAt(revision)}`
      if (taken.has(document)) problems.push(`${document} has two numbers: ${taken.get(document)}, ${number}`)
      if (event.issuedAt < issuedAt) problems.push(`${number} was issued before the serial in front of it`)
      taken.set(document, number)
      issuedAt = event.issuedAt
    }
  }
  return [...problems, ...proveDocuments(taken, history)]
}

/** `taken`: the numbers in the registers by the documents that took them. */
const proveDocuments = (taken: ReadonlyMap<string, string>, { invoices }: History): string[] => {
  const problems: string[] = []
  const assigned = new Map<string, string>()
  for (const { stream, events } of invoices)
    for (const event of events) {
      if (event.type !== 'LegalNumberAssigned') continue
      const document = JSON.stringify(event.document)
      const [, series = ''] = /^MUSHAK-(6\.\d)/.exec(event.number) ?? []
      const number = `${series} ${event.place} ${event.fiscalYear} ${event.serial}`
      if (assigned.has(document)) problems.push(`${stream} was given two numbers for ${document}`)
      if (taken.get(document) !== number)
        problems.push(`${stream} has ${number}, and the register gave it ${taken.get(document) ?? 'none'}`)
      assigned.set(document, number)
    }
  for (const [document, number] of taken)
    if (!assigned.has(document)) problems.push(`${number} was taken for ${document}, which does not have it`)
  for (const [number, documents] of Map.groupBy(assigned.keys(), (document) => assigned.get(document)))
    if (documents.length > 1) problems.push(`${number} belongs to ${documents.length} documents`)
  return problems
}
