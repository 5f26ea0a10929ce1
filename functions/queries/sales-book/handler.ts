import { readReportPeriod } from '../../../domain/report/period.ts'
import { optional } from '../../contract/inputs/fields.ts'
import { noteOfLines, reportDays } from '../../contract/inputs/report.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { readCoverage } from '../../read-model/ledger/coverage.ts'
import { countSalesBook, readSalesBook } from '../../read-model/ledger/sales-book.ts'
import {
  connectionView,
  countLimit,
  forwardInput,
  invalidCursor,
  needsRows,
  pageOf,
} from '../../read-model/page.ts'
import { query } from '../../read-model/query.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { lineView } from './line-view.ts'

/** A page of the lines of all documents of a period, or of those that make up one note of the return. */
export const handler = query({
  name: 'salesBook',
  operation: 'salesBook',
  input: forwardInput({ ...reportDays, note: optional(noteOfLines) }),
  answer: async ({ input, today, selected, read }) => {
    const checked = readReportPeriod(input, today)
    if (!checked.ok) return failWith(checked.refusal)
    const [period, { note }] = [checked.value, input]
    const list = { name: 'SALES_BOOK', filter: { ...period, note } }
    const { size, cursor } = pageOf(input)
    const after = cursor === undefined ? null : positionOf(cursor, list)
    if (after === undefined) return invalidCursor(false)
    const [lines, totalCount, coverage] = await read((sql) =>
      Promise.all([
        needsRows(selected) ? readSalesBook(sql, period, { after, limit: size + 1, note }) : [],
        selected.has('totalCount') ? countSalesBook(sql, period, { note, limit: countLimit }) : 0,
        selected.has('coverage') ? readCoverage(sql, period) : null,
      ]),
    )
    const edges = lines.slice(0, size).map((line) => ({ cursor: cursorOf(line, list), node: lineView(line) }))
    const connection = { edges, more: lines.length > size, totalCount, backwards: false, fromCursor: !!after }
    return answerWith({ ...connectionView(connection, selected), coverage })
  },
})
