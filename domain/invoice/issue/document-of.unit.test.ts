import { expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  numbering,
  paying,
  reversing,
  submitting,
} from '../../testing/examples.ts'
import { history, invoiceAfter } from '../../testing/scenario.ts'
import { decidesDocument, documentOf } from './document-of.ts'

const oneUnit = [{ lineItemId: 'i-1-1', quantity: '1' }]

test('22 34 36 approvals and notes decide a document, and nothing else does', () => {
  const steps = [creating(), submitting(), approving(), numbering(), paying('100'), reversing('p-100')]
  const events = history(...steps, crediting(oneUnit), debiting(oneUnit), cancelling())
  const documents = events.filter(decidesDocument).map((event) => documentOf(event, 'i-1'))
  expect(documents).toEqual([
    { kind: 'INVOICE', invoiceId: 'i-1', noteId: null },
    { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-credit' },
    { kind: 'DEBIT_NOTE', invoiceId: 'i-1', noteId: 'n-debit' },
    { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-cancel' },
  ])
})

test('7 exactly the decided documents wait for a number', () => {
  const { openNumbers } = invoiceAfter(creating(), approving(), crediting(oneUnit), debiting(oneUnit))
  const events = history(creating(), approving(), crediting(oneUnit), debiting(oneUnit))
  expect(openNumbers.map(({ document }) => document)).toEqual(
    events.filter(decidesDocument).map((event) => documentOf(event, 'i-1')),
  )
})
