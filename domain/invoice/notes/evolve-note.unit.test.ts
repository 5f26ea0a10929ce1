import { describe, expect, test } from '@jest/globals'
import {
  approving,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  noon,
  registerOf,
  tenBags,
} from '../../testing/examples.ts'
import { history, invoiceAfter } from '../../testing/scenario.ts'
import { evolve } from '../evolve.ts'
import { type Invoice, initial } from '../state.ts'

const onFirstLine = (change: { quantity: string } | { amount: string }) => [
  { lineItemId: 'i-1-1', ...change },
]
const issued = [creatingLines(dutiableBags, tenBags), approving()]

describe('a note', () => {
  test('that credits lowers what remains of its line, and not of other lines', () => {
    const { lines, credited, debited } = invoiceAfter(...issued, crediting(onFirstLine({ quantity: '4' })))
    expect(lines.map(({ remaining }) => remaining)).toEqual([
      { quantity: 6000000n, value: 600000n, supplementaryDuty: 120000n, vat: 108000n },
      { quantity: 10000000n, value: 1000000n, supplementaryDuty: 0n, vat: 150000n },
    ])
    expect([credited, debited]).toEqual([552000n, 0n])
  })

  test('that debits raises what remains of its line', () => {
    const { lines, credited, debited } = invoiceAfter(...issued, debiting(onFirstLine({ quantity: '1' })))
    expect(lines[0]?.remaining).toEqual({
      quantity: 11000000n,
      value: 1100000n,
      supplementaryDuty: 220000n,
      vat: 198000n,
    })
    expect([credited, debited]).toEqual([0n, 138000n])
  })

  test('without a quantity does not change the quantity that remains', () => {
    const { lines } = invoiceAfter(...issued, crediting(onFirstLine({ amount: '1000' })))
    expect(lines[0]?.remaining).toMatchObject({ quantity: 10000000n, value: 900000n })
  })

  test('is open for a number of its own register', () => {
    const { openNumbers } = invoiceAfter(...issued, debiting(onFirstLine({ quantity: '1' }), { id: 'n-1' }))
    expect(openNumbers.at(-1)).toEqual({
      document: { kind: 'DEBIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' },
      register: registerOf('6.8', noon),
      decidedAt: noon,
    })
  })

  test('on a line that the invoice does not have is a broken invariant', () => {
    const events = history(...issued, crediting(onFirstLine({ quantity: '1' }))).map((event) =>
      event.type === 'CreditNoteIssued'
        ? { ...event, lines: event.lines.map((line) => ({ ...line, lineId: 'x' })) }
        : event,
    )
    expect(() => events.reduce<Invoice>(evolve, initial)).toThrow(
      'A note changes line x, which the invoice does not have',
    )
  })
})
