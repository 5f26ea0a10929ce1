import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { buildASTSchema, type GraphQLNamedType, getNamedType, isObjectType } from 'graphql'
import { zero } from '../../../domain/money/poisha.ts'
import { emptyRow } from '../../../domain/report/sub-form.ts'
import { suppliesOf } from '../../../domain/report/vat-return.ts'
import {
  acme,
  approving,
  creating,
  crediting,
  numbering,
  paying,
  tenBags,
} from '../../../domain/testing/examples.ts'
import { invoiceAfter } from '../../../domain/testing/scenario.ts'
import { readContract } from '../schema.ts'
import { prune } from './answer.ts'
import { invoiceView } from './invoice.ts'
import { paymentView } from './payment.ts'
import { agedReceivableView } from './report/aged-receivable.ts'
import { subFormRowView } from './report/sub-form-row.ts'
import { vatReturnView } from './report/vat-return.ts'
import { tenantView } from './tenant.ts'

const schema = buildASTSchema(readContract(join(import.meta.dirname, '..')), { assumeValidSDL: true })

/**
 * Has lines, payments, notes, expected certificates, and a warning: its amount is above the threshold for a
 * buyer without a BIN.
 */
const invoice = invoiceAfter(
  creating({ customerBIN: null, lineItems: [{ ...tenBags, quantity: '1000', vdsRate: '5' }] }),
  approving(),
  numbering(),
  paying('100'),
  crediting([{ lineItemId: 'i-1-1', quantity: '1' }]),
)

/** Fails if an object in the value, at any depth, has other fields than its type in the contract. */
const expectFields = (value: unknown, type: GraphQLNamedType | undefined, path: string): void => {
  if (!isObjectType(type) || value === null) return
  if (Array.isArray(value)) {
    expect({ path, items: value.length }).not.toEqual({ path, items: 0 })
    for (const item of value) expectFields(item, type, path)
    return
  }
  const view = value as Record<string, unknown>
  const fields = type.getFields()
  expect({ path, fields: Object.keys(view).sort() }).toEqual({ path, fields: Object.keys(fields).sort() })
  for (const [name, field] of Object.entries(fields))
    expectFields(view[name], getNamedType(field.type), `${path}.${name}`)
}

test('the view of an invoice has the fields of the contract, and so do its lines, payments and notes', () => {
  expectFields(
    invoiceView({ invoice, revision: 4, today: '2024-10-16' }, undefined),
    schema.getType('Invoice'),
    'Invoice',
  )
})

test('the view of selected fields is what is left of the whole view', () => {
  const source = { invoice, revision: 4, today: '2024-10-16' }
  const whole = invoiceView(source, undefined)
  const paths = Object.entries(whole).flatMap(([name, value]) => {
    const [one] = [value].flat()
    const inner = typeof one === 'object' && one !== null ? Object.keys(one) : []
    return [[name], ...inner.map((field) => [`${name}.${field}`])]
  })
  expect(paths.length).toBeGreaterThan(150)
  for (const selected of [...paths, paths.flat(), ['lineItems', 'lineItems.id'], ['unknown', 'toString']])
    expect([selected, invoiceView(source, selected)]).toEqual([selected, prune(whole, selected)])
})

test('the view of a payment has no claim period where the claim is too late', () => {
  const withheld = {
    method: 'VDS_CERTIFICATE',
    certificateNumber: 'V-1',
    certificateDate: '2024-10-15',
  } as const
  const periods = ['2025-01', '2025-02'].map((claimPeriod) => {
    const { payments } = invoiceAfter(creating(), approving(), paying('1', { ...withheld, claimPeriod }))
    return payments.map((payment) => paymentView(payment).claimPeriod)
  })
  expect(periods).toEqual([['2025-01'], [null]])
})

test('the view of a tenant has the fields of the contract', () => {
  expectFields(tenantView(acme, 0), schema.getType('Tenant'), 'Tenant')
})

test('the views of the reports have the fields of the contract', () => {
  const note = { vat: zero, supplementaryDuty: zero }
  const figures = {
    ...{ ...suppliesOf([]), debitNotes: note, creditNotes: note },
    ...{ withheld: zero, withheldReversed: zero },
  }
  const period = { from: '2024-10-01', to: '2024-10-31' }
  const covered = {
    ...{ coverage: null, addedSince: null, moreAddedSince: false },
    ...{ certificatesAddedSince: null, moreCertificatesAddedSince: false },
  }
  const vatReturn = { ...vatReturnView(period, figures, new Map()), ...covered }
  expectFields(vatReturn, schema.getType('VatReturn'), 'VatReturn')

  const row = subFormRowView({ ...emptyRow, key: '', id: '', count: 1, vat: zero })
  expectFields(row, schema.getType('VatReturnSubFormRow'), 'VatReturnSubFormRow')

  const buyer = { buyerId: 'c-1', name: null, owed: [], owedToBuyer: zero }
  expectFields(agedReceivableView(buyer), schema.getType('AgedReceivable'), 'AgedReceivable')
})
