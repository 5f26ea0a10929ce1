import { isInstant, isLocalDate } from '../../../domain/calendar/dates.ts'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import { decodeCursor, encodeCursor, type List } from '../../read-model/cursor.ts'
import type { SalesBookPosition } from '../../read-model/ledger/sales-book.ts'

/** A line is known by its document and its number; the rest is its place in the order of the book. */
export const cursorOf = (line: SalesBookPosition, list: List): string => {
  const { issuedAt, kind, serial, lineNumber } = line
  return encodeCursor({ key: [issuedAt, kind, serial, lineNumber].join(' '), id: line.documentId }, list)
}

/** The position in a cursor; undefined when it is not a cursor of this list. */
export const positionOf = (cursor: string, list: List): SalesBookPosition | undefined => {
  const position = decodeCursor(cursor, list, isKey)
  if (position === undefined) return undefined
  const [issuedAt = '', kind = '', serial = '', lineNumber = ''] = position.key.split(' ')
  return {
    ...{ documentId: position.id, lineNumber: Number(lineNumber), kind: kind as LegalSeries, serial },
    ...{ issuedAt, issuedOn: dhakaDate(issuedAt) },
  }
}

const isKey = (key: string): boolean => {
  const [issuedAt = '', kind = '', serial = '', lineNumber = '', ...others] = key.split(' ')
  const isTime = isInstant(issuedAt) && isLocalDate(dhakaDate(issuedAt))
  const isNumber = /^6\.[378] \d{1,18} \d{1,9}$/.test([kind, serial, lineNumber].join(' '))
  return isTime && isNumber && others.length === 0
}
