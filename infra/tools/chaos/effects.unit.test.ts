import { expect, test } from '@jest/globals'
import type { Answer } from './ask.ts'
import type { Sent } from './clients.ts'
import type { Kind } from './commands.ts'
import { type Effect, openAccounts } from './effects.ts'

const done: Answer = { kind: 'done', value: { id: 'i', revision: 1, mushakNumber: 'MUSHAK-1' } }
const refused: Answer = { kind: 'refused', code: 'INVALID_STATE' }
const unknown: Answer = { kind: 'unknown', why: 'ECONNRESET' }

const sent = (
  kind: Kind,
  answer: Answer,
  rest: { wasUnknown?: boolean; isAbandoned?: boolean } = {},
): Sent => ({
  command: {
    ...{ name: 'c-1', kind, target: 'a', others: [], place: 'MAIN', amount: '1.00' },
    manner: {
      ...{ firstHost: 0, impatientAfterMs: undefined, isTwice: false },
      isAbandoned: rest.isAbandoned ?? false,
    },
  },
  target: 'i',
  attempts: 1,
  wasUnknown: rest.wasUnknown ?? false,
  answer,
})

const inInvoice = (type: string, number?: string): Effect => ({
  name: 'c-1',
  stream: 'invoice-t_1',
  type,
  number,
})
const approved = [
  inInvoice('InvoiceApproved'),
  { name: 'c-1', stream: 'numbers-t_6.3_MAIN_2026-2027', type: 'NumberTaken' },
  inInvoice('LegalNumberAssigned', 'MUSHAK-1'),
]

test.each<[string, Sent, Effect[], string[]]>([
  ['its only effect', sent('pay', done), [inInvoice('PaymentRecorded')], []],
  ['no effect', sent('pay', done), [], ['lost']],
  [
    'two effects',
    sent('pay', done),
    [inInvoice('PaymentRecorded'), inInvoice('PaymentRecorded')],
    ['doubled'],
  ],
  [
    'an effect, and an event that it changed nothing',
    sent('pay', done),
    [inInvoice('PaymentRecorded'), inInvoice('InvoiceLeftUnchanged')],
    ['doubled'],
  ],
  ['its document and number', sent('approve', done), approved, []],
  ['a document without a number', sent('approve', done), approved.slice(0, 2), ['gap']],
  ['two takes for its document', sent('approve', done), [...approved, approved[1] as Effect], ['doubled']],
  ['a note that cancels', sent('cancel', refused), [], []],
  ['an effect though it was refused', sent('pay', refused), [inInvoice('PaymentRecorded')], ['other']],
  [
    'an effect of an attempt before the refusal',
    sent('pay', refused, { wasUnknown: true }),
    [inInvoice('PaymentRecorded')],
    [],
  ],
  ['no effect, because its client gave up', sent('pay', unknown, { isAbandoned: true }), [], []],
  ['no answer to a client that asked on', sent('pay', unknown), [], ['other']],
])('a command with %s', (_, one, effects, kinds) => {
  const accounts = openAccounts()
  accounts.add(effects)
  expect(accounts.settle([one]).map(({ kind }) => kind)).toEqual(kinds)
})

test('a second effect that comes after a command was settled is found', () => {
  const accounts = openAccounts()
  accounts.add([inInvoice('PaymentRecorded')])
  expect(accounts.settle([sent('pay', done)])).toEqual([])
  accounts.add([inInvoice('PaymentRecorded')])
  expect(accounts.settle([])).toMatchObject([{ kind: 'doubled' }])
  expect(accounts.settle([])).toEqual([])
})

test('a client that was told another number than that of its document is found', () => {
  const accounts = openAccounts()
  accounts.add(approved.with(2, inInvoice('LegalNumberAssigned', 'MUSHAK-2')))
  expect(accounts.settle([sent('approve', done)])).toMatchObject([{ kind: 'other' }])
})
