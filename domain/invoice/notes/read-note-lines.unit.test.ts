import { describe, expect, test } from '@jest/globals'
import { approving, creatingLines, crediting, debiting, dutiableBags } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import type { NoteLineInput } from './input.ts'

const line = 'i-1-1'
const issued = given(...history(creatingLines(dutiableBags), approving()))

describe('the lines of a note', () => {
  test.each<[readonly NoteLineInput[], string, string]>([
    [[], 'NO_LINES', 'lines'],
    [[{ lineItemId: line }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: line, quantity: null, amount: null }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: line, quantity: '1', amount: '1' }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: 'i-1-9', quantity: '1' }], 'LINE_UNKNOWN', 'lines[0].lineItemId'],
    [
      [
        { lineItemId: line, quantity: '1' },
        { lineItemId: line, amount: '1' },
      ],
      'LINE_TWICE',
      'lines[1].lineItemId',
    ],
    [[{ lineItemId: line, quantity: '0' }], 'NOT_POSITIVE', 'lines[0].quantity'],
    [[{ lineItemId: line, amount: '-1' }], 'NOT_POSITIVE', 'lines[0].amount'],
    [[{ lineItemId: line, amount: '1.005' }], 'TOO_MANY_DECIMALS', 'lines[0].amount'],
    [[{ lineItemId: line, quantity: '1.0000001' }], 'TOO_MANY_DECIMALS', 'lines[0].quantity'],
  ])('35 %j are refused in a credit and a debit note: %s', (lines, code, path) => {
    expect(issued.when(crediting(lines)).refusal).toMatchObject({ code, path })
    expect(issued.when(debiting(lines)).refusal).toMatchObject({ code, path })
  })

  test('the refusal repeats only the beginning of a long id', () => {
    const cement = [{ lineItemId: 'Portland cement '.repeat(99), quantity: '1' }]
    expect(issued.when(crediting(cement)).refusal?.params).toEqual({ lineId: 'Portland cement '.repeat(5) })
  })
})
