import { readReportPeriod } from '../../../domain/report/period.ts'
import { reportDays, subFormNote } from '../../contract/inputs/report.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { subFormRowView } from '../../contract/views/report/sub-form-row.ts'
import { decodeCursor, encodeCursor } from '../../read-model/cursor.ts'
import { readCoverage } from '../../read-model/ledger/coverage.ts'
import { countSubForm, isKeyOfSubForm, readSubForm } from '../../read-model/ledger/sub-form.ts'
import {
  connectionView,
  countLimit,
  forwardInput,
  invalidCursor,
  needsRows,
  pageOf,
} from '../../read-model/page.ts'
import { query } from '../../read-model/query.ts'

/** A page of the rows that add up to one note of the return. */
export const handler = query({
  name: 'vatReturnSubForm',
  operation: 'vatReturnSubForm',
  input: forwardInput({ ...reportDays, note: subFormNote }),
  answer: async ({ input, today, selected, read }) => {
    const checked = readReportPeriod(input, today)
    if (!checked.ok) return failWith(checked.refusal)
    const [period, { note }] = [checked.value, input]
    const list = { name: 'SUB_FORM', filter: { ...period, note } }
    const { size, cursor } = pageOf(input)
    const after = cursor === undefined ? null : decodeCursor(cursor, list, (key) => isKeyOfSubForm(note, key))
    if (after === undefined) return invalidCursor(false)
    const [rows, totalCount, coverage] = await read((sql) =>
      Promise.all([
        needsRows(selected) ? readSubForm(sql, period, note, { after, limit: size + 1 }) : [],
        selected.has('totalCount') ? countSubForm(sql, period, note, countLimit) : 0,
        selected.has('coverage') ? readCoverage(sql, period) : null,
      ]),
    )
    const edges = rows
      .slice(0, size)
      .map((row) => ({ cursor: encodeCursor(row, list), node: subFormRowView(row) }))
    const connection = { edges, more: rows.length > size, totalCount, backwards: false, fromCursor: !!after }
    return answerWith({ ...connectionView(connection, selected), coverage })
  },
})
