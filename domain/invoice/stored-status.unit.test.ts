import { expect, test } from '@jest/globals'
import { approving, cancelling, creating, crediting, paying, submitting } from '../testing/examples.ts'
import { type Decide, invoiceAfter } from '../testing/scenario.ts'
import { openStatuses, settlementOf, statusAfterDueDate, statusOn, statusOnDueDate } from './status.ts'

const issued = [creating(), approving()]
const all = crediting([{ lineItemId: 'i-1-1', quantity: '10' }])
const lives: Record<string, readonly Decide[]> = {
  'a draft': [creating()],
  'a submitted draft': [creating(), submitting()],
  'a discarded draft': [creating(), cancelling()],
  'an unpaid invoice': issued,
  'an invoice paid in part': [...issued, paying('1')],
  'a paid invoice': [...issued, paying('11500')],
  'a paid and then credited invoice': [...issued, paying('11500'), all],
  'an invoice that a note closed': [...issued, all],
  'a cancelled invoice': [...issued, cancelling()],
}

test.each(Object.entries(lives))(
  '33 the status of %s on its due date gives its status on any date',
  (_, life) => {
    const invoice = invoiceAfter(...life)
    const stored = statusOnDueDate(invoice)
    expect(stored).not.toBe('OVERDUE')
    for (const today of ['2024-10-15', invoice.dueDate, '2024-11-16', '2099-12-31'])
      expect(statusAfterDueDate(stored, invoice.dueDate, today)).toBe(statusOn(invoice, today))
  },
)

test.each(Object.entries(lives))(
  '33 39 %s is open exactly when it is issued and has a balance',
  (_, life) => {
    const invoice = invoiceAfter(...life)
    const isOpen = invoice.status === 'ISSUED' && settlementOf(invoice).balance > 0n
    expect(openStatuses.some((open) => open === statusOnDueDate(invoice))).toBe(isOpen)
  },
)
