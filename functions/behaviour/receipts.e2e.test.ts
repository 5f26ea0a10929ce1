import { afterAll, describe, expect, test } from '@jest/globals'
import { type Desk, line, openDesk } from './testing/desk.ts'
import { type Part, partsOf, receiptsOf, sumsOf, transfer } from './testing/receipts.ts'
import { waitFor } from './testing/wait-for.ts'

const { service, desk } = await openDesk()
const receipts = receiptsOf(desk.client)
afterAll(() => service.stop())

/** An issued invoice of customer-1 over 115.00. */
const issue = (of: Desk = desk) => of.issue([line('1', '100')])
const issueThree = () => Promise.all([issue(), issue(), issue()])

type Allocation = { state: string; paymentId: string; invoiceId: string }
const statesOf = ({ allocations }: { allocations: Allocation[] }) => allocations.map(({ state }) => state)

describe('60 a receipt over several invoices', () => {
  test('pays each of them with a payment that names it, and the rest is unapplied', async () => {
    const [one, two, three] = await issueThree()
    const input = transfer('300', partsOf([one, '115'], [two, '115.00'], [three, '20']), {
      reference: 'TX-1',
    })
    const receipt = await receipts.run('record', { input })
    expect(sumsOf(receipt)).toEqual(['250.00', '50.00', '0.00'])
    expect(statesOf(receipt)).toEqual(['CARRIED', 'CARRIED', 'CARRIED'])
    expect(receipt).toMatchObject({
      ...{ customerId: 'customer-1', customer: { id: 'customer-1' }, method: 'BANK_TRANSFER', revision: 3 },
      recordedBy: 'u-1',
      allocations: [
        { invoiceId: one.id, invoiceNumber: one.invoiceNumber, mushakNumber: one.mushakNumber },
        {},
        {},
      ],
    })
    const paid = await desk.read(three.id, three.revision + 1)
    expect(paid).toMatchObject({ status: 'OVERDUE', balance: { amount: '95.00' } })
    const query =
      'query ($id: ID!) { invoice(id: $id) { payments { id receiptId amount { amount } reference } } }'
    await desk.awaitRow(three.id, three.revision + 1)
    expect((await desk.client.value(query, { id: three.id })).payments).toEqual([
      {
        id: receipt.allocations[2].paymentId,
        receiptId: receipt.id,
        amount: { amount: '20.00' },
        reference: 'TX-1',
      },
    ])
    expect(await receipts.awaitRow(receipt.id, receipt.revision)).toEqual(receipt)
  })

  test('is refused whole when an invoice would refuse its part, with the path of the part', async () => {
    const [one, two] = [await issue(), await issue()]
    const parts = partsOf([one, '100'], [two, '115.01'])
    expect(await receipts.expectError('record', { input: transfer('300', parts) })).toMatchObject({
      code: 'OVERPAYMENT',
      path: 'input.allocations[1].amount',
      params: { amount: '115.01', balance: '115.00' },
    })
    expect(await desk.readEventTypes(one.id)).not.toContain('PaymentRecorded')
    const accepted = await receipts.run('record', {
      input: transfer('300', parts, { acceptOverpayment: true }),
    })
    expect(sumsOf(accepted)).toEqual(['215.01', '84.99', '0.00'])
    expect(await desk.read(two.id, two.revision + 1)).toMatchObject({
      status: 'PAID',
      refundDue: { amount: '0.01' },
    })
  })

  test('is refused above its amount, for another customer, a draft and an unknown invoice', async () => {
    const [one, two] = [await issue(), await issue()]
    const other = await desk.issue([line('1', '100')], { customerId: 'customer-2' })
    const draft = await desk.create([line('1', '100')])
    const refusal = async (amount: string, ...parts: Part[]) => {
      const { code, path } = await receipts.expectError('record', {
        input: transfer(amount, partsOf(...parts)),
      })
      return [code, path]
    }
    expect(await refusal('100', [one, '60'], [two, '40.01'])).toEqual([
      'ALLOCATIONS_EXCEED_RECEIPT',
      'input.allocations',
    ])
    expect(await refusal('100', [other, '1'])).toEqual([
      'INVOICE_OF_OTHER_CUSTOMER',
      'input.allocations[0].invoiceId',
    ])
    expect(await refusal('100', [draft, '1'])).toEqual(['INVALID_STATE', 'input.allocations[0]'])
    expect(await refusal('100', ['00000000-0000-4000-8000-000000000000', '1'])).toEqual([
      'NOT_FOUND',
      'input.allocations[0].invoiceId',
    ])
    expect(await refusal('100', [one, '1'], [one, '2'])).toEqual([
      'ALLOCATION_REPEATED',
      'input.allocations[1].invoiceId',
    ])
  })

  test.each(['VDS_CERTIFICATE', 'TDS_CERTIFICATE', 'WRITE_OFF'])('is not a %s', async (method) => {
    const input = transfer('100', [], { method, certificateNumber: undefined })
    expect(await receipts.expectError('record', { input })).toMatchObject({
      code: 'PAYMENT_METHOD_NOT_ALLOWED',
      path: 'input.method',
    })
  })

  test('carries 100 allocations in one command', async () => {
    const invoices: { id: string }[] = []
    for (let group = 0; group < 10; group++)
      invoices.push(...(await Promise.all(Array.from({ length: 10 }, () => issue()))))
    const parts = partsOf(...invoices.map((invoice): Part => [invoice, '115']))
    const receipt = await receipts.run('record', { input: transfer('11500', parts) })
    expect(sumsOf(receipt)).toEqual(['11500.00', '0.00', '0.00'])
    const reversed = await receipts.run('reverse', { id: receipt.id, reason: 'Bounced' })
    expect(sumsOf(reversed)).toEqual(['0.00', '0.00', '11500.00'])
  }, 60_000)

  test('has at most 100 allocations in one command', async () => {
    const parts = Array.from({ length: 101 }, () => partsOf(['00000000-0000-4000-8000-000000000000', '1'])[0])
    const input = transfer('100', parts as object[])
    expect(await receipts.expectError('record', { input })).toMatchObject({
      code: 'INVALID_INPUT',
      path: 'input.allocations',
    })
  })
})

describe('61 a repeated receipt', () => {
  test('with the same key returns the same answer, also after the receipt changed', async () => {
    const [one, two] = [await issue(), await issue()]
    const variables = { input: transfer('300', partsOf([one, '100'])), key: 'receipt-of-may' }
    const recorded = await receipts.run('record', variables)
    await receipts.run('allocate', { id: recorded.id, allocations: partsOf([two, '50']) })
    expect(await receipts.run('record', variables)).toEqual(recorded)
    const changed = { ...variables, input: transfer('301', partsOf([one, '100'])) }
    expect(await receipts.expectError('record', changed)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  })

  test('with the same receiptId is recorded once, and refused with other content', async () => {
    const one = await issue()
    const receiptId = '6f1d3c60-0a7e-4a55-9b1d-2f4e6a8c0b12'
    const input = transfer('300', partsOf([one, '100']), { receiptId })
    const recorded = await receipts.run('record', { input, key: 'first' })
    expect(recorded.id).toBe(receiptId)
    expect(await receipts.run('record', { input })).toEqual(recorded)
    expect(await receipts.run('record', { input, key: 'second' })).toMatchObject({
      id: receiptId,
      revision: 2,
    })
    expect(
      await receipts.expectError('record', { input: { ...input, amount: '299' }, key: 'third' }),
    ).toMatchObject({ code: 'RECEIPT_ID_REUSED', path: 'input.receiptId' })
    expect((await desk.readEventTypes(one.id)).filter((type) => type === 'PaymentRecorded')).toHaveLength(1)
  })

  test('may have any text as its receiptId, which finds, allocates and reverses it', async () => {
    const one = await issue()
    const receiptId = 'MR-2024/10 রসিদ'
    const recorded = await receipts.run('record', {
      input: transfer('300', [], { receiptId: ` ${receiptId} ` }),
    })
    expect(recorded.id).toBe(receiptId)
    expect(await receipts.awaitRow(receiptId, recorded.revision)).toEqual(recorded)
    const allocated = await receipts.run('allocate', { id: receiptId, allocations: partsOf([one, '100']) })
    expect(sumsOf(allocated)).toEqual(['100.00', '200.00', '0.00'])
    expect(allocated.allocations[0].paymentId).toBe(`${receiptId}-2-${one.id}`)
    const reversed = await receipts.run('reverse', { id: receiptId, reason: 'Bounced' })
    expect(sumsOf(reversed)).toEqual(['0.00', '0.00', '300.00'])
    expect(await receipts.awaitRow(receiptId, reversed.revision)).toEqual(reversed)
  })

  test.each([
    ['blank', '  ', 'FIELD_REQUIRED'],
    ['too long', 'x'.repeat(101), 'INVALID_INPUT'],
    ['unprintable', 'MR\u202e1', 'TEXT_UNPRINTABLE'],
  ])('whose receiptId is %s is refused', async (_, receiptId, code) => {
    const refused = await receipts.expectError('record', { input: transfer('300', [], { receiptId }) })
    expect(refused).toMatchObject({ code, path: 'input.receiptId' })
  })

  test('with the same key and another receiptId, or none, is refused', async () => {
    const send = (key: string, receiptId?: string) => ({ input: transfer('300', [], { receiptId }), key })
    const refused = { code: 'IDEMPOTENCY_KEY_REUSED', path: 'idempotencyKey' }
    await receipts.run('record', send('key-with-id', 'key-1'))
    expect(await receipts.expectError('record', send('key-with-id', 'key-2'))).toMatchObject(refused)
    expect(await receipts.expectError('record', send('key-with-id'))).toMatchObject(refused)
    await receipts.run('record', send('key-alone'))
    expect(await receipts.expectError('record', send('key-alone', 'key-3'))).toMatchObject(refused)
    // A repetition of a known receipt changes nothing, and uses its key all the same.
    await receipts.run('record', send('key-of-repetition', 'key-1'))
    expect(await receipts.expectError('record', send('key-of-repetition', 'key-4'))).toMatchObject(refused)
    for (const id of ['key-2', 'key-3', 'key-4'])
      expect(await receipts.expectError('allocate', { id, allocations: [] })).toMatchObject({
        code: 'NOT_FOUND',
      })
  })

  test('that is refused leaves its key for another receiptId', async () => {
    const send = (amount: string, receiptId: string) => ({
      input: transfer(amount, [], { receiptId }),
      key: 'key-of-refused',
    })
    expect(await receipts.expectError('record', send('0', 'refused-1'))).toMatchObject({
      code: 'NOT_POSITIVE',
    })
    expect(await receipts.run('record', send('300', 'refused-2'))).toMatchObject({ id: 'refused-2' })
  })

  test('with one key and many receiptIds at once is one receipt', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `at-once-${index}`)
    const answers = await Promise.allSettled(
      ids.map((receiptId) =>
        receipts.run('record', { input: transfer('300', [], { receiptId }), key: 'ids-at-once' }),
      ),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('many times at once, with one key, is one receipt with one payment on each invoice', async () => {
    const [one, two] = [await issue(), await issue()]
    const variables = { input: transfer('200', partsOf([one, '100'], [two, '100'])), key: 'ten-at-once' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => receipts.run('record', variables)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    for (const { id } of [one, two])
      expect((await desk.readEventTypes(id)).filter((type) => type === 'PaymentRecorded')).toHaveLength(1)
  })
})

describe('62 unapplied money', () => {
  test('is allocated later, until none is left', async () => {
    const [one, two] = [await issue(), await issue()]
    const { id } = await receipts.run('record', { input: transfer('200') })
    const first = await receipts.run('allocate', { id, allocations: partsOf([one, '100']), key: 'a' })
    expect(sumsOf(first)).toEqual(['100.00', '100.00', '0.00'])
    const allocations = partsOf([two, '100.01'])
    expect(await receipts.expectError('allocate', { id, allocations })).toMatchObject({
      code: 'ALLOCATIONS_EXCEED_RECEIPT',
      path: 'allocations',
    })
    const last = await receipts.run('allocate', { id, allocations: partsOf([two, '85'], [one, '15']) })
    expect(sumsOf(last)).toEqual(['200.00', '0.00', '0.00'])
    expect(await receipts.run('allocate', { id, allocations: partsOf([one, '100']), key: 'a' })).toEqual(
      first,
    )
    expect(await desk.read(one.id, one.revision + 2)).toMatchObject({ status: 'PAID' })
  })

  test('of an unknown receipt cannot be allocated', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const variables = { id, allocations: partsOf([await issue(), '1']) }
    expect(await receipts.expectError('allocate', variables)).toMatchObject({
      code: 'NOT_FOUND',
      path: 'receiptId',
    })
  })
})

describe('63 a reversed receipt', () => {
  test('is reversed with all of its parts and its unapplied money, and allocates nothing more', async () => {
    const [one, two] = [await issue(), await issue()]
    const input = { ...transfer('200', partsOf([one, '115'], [two, '50'])), paidOn: '2024-10-20' }
    const { id } = await receipts.run('record', { input })
    const bounced = { id, reason: 'ব্যাংক চেক ফেরত দিয়েছে', reversedOn: '2024-10-21', key: 'r' }
    const reversed = await receipts.run('reverse', bounced)
    expect(sumsOf(reversed)).toEqual(['0.00', '0.00', '200.00'])
    expect(statesOf(reversed)).toEqual(['REVERSED', 'REVERSED'])
    const { reason: reversalReason, reversedOn } = bounced
    expect(reversed).toMatchObject({ reversedBy: 'u-1', reversedOn, reversalReason })
    expect(await desk.read(one.id, one.revision + 2)).toMatchObject({
      balance: { amount: '115.00' },
      payments: [{ reversed: true, reversedOn, reversalReason }],
    })
    expect(await receipts.run('reverse', bounced)).toEqual(reversed)
    expect(await receipts.expectError('reverse', { id, reason: 'Again' })).toMatchObject({
      code: 'RECEIPT_ALREADY_REVERSED',
    })
    expect(await receipts.expectError('allocate', { id, allocations: partsOf([one, '1']) })).toMatchObject({
      code: 'RECEIPT_REVERSED',
    })
  })

  test('is not reversed when one of its invoices would refuse, and nothing is changed', async () => {
    const [one, two] = [await issue(), await issue()]
    const input = transfer('200', partsOf([one, '115'], [two, '50']))
    const { id } = await receipts.run('record', { input })
    const lines = [{ lineItemId: one.lineItems[0].id, quantity: '1' }]
    await desk.run('credit', { id: one.id, lines, reason: 'Returned' })
    await desk.run('refund', { id: one.id, input: { amount: '100', method: 'CASH', paidOn: '2024-10-21' } })
    const error = await receipts.expectError('reverse', { id, reason: 'Bounced' })
    expect(error).toMatchObject({ code: 'REVERSAL_BELOW_REFUNDS', path: 'receiptId' })
    expect(error.message).toContain(one.mushakNumber)
    expect(await desk.readEventTypes(two.id)).not.toContain('PaymentReversed')
  })

  test('is the only way to reverse one of its payments', async () => {
    const one = await issue()
    const { id, allocations } = await receipts.run('record', {
      input: transfer('200', partsOf([one, '115'])),
    })
    const [{ paymentId }] = allocations
    expect(await desk.expectError('reverse', { id: one.id, paymentId, reason: 'Bounced' })).toMatchObject({
      code: 'PART_OF_RECEIPT',
      path: 'paymentId',
      params: { paymentId, receiptId: id },
    })
  })
})

describe('64 reading receipts', () => {
  test('they are listed by customer, newest first, page by page, and other tenants see none', async () => {
    const input = (n: number) => transfer(`${n}`, [], { customerId: 'customer-of-64' })
    const recorded = []
    for (const n of [1, 2, 3]) recorded.push(await receipts.run('record', { input: input(n) }))
    for (const { id, revision } of recorded) await receipts.awaitRow(id, revision)
    const newest = recorded.map(({ id }) => id).reverse()
    const first = await receipts.list({ customerId: 'customer-of-64', first: 2 })
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
    const after = first.pageInfo.endCursor
    // Blanks around an id mean nothing, as in the filter of invoices.
    const second = await receipts.list({ customerId: ' customer-of-64 ', first: 2, after })
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(newest)
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const last = await receipts.list({
      customerId: 'customer-of-64',
      last: 2,
      before: second.pageInfo.startCursor,
    })
    expect(last.nodes.map(({ id }: { id: string }) => id)).toEqual(newest.slice(0, 2))
    expect((await receipts.list({})).totalCount).toBeGreaterThanOrEqual(3)
    const query = 'query ($after: String) { receipts(customerId: "other", after: $after) { nodes { id } } }'
    expect(await desk.client.error(query, { after })).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })

    const bengal = receiptsOf(await service.as('admin', 'bengal'))
    expect(await bengal.read(newest[0])).toBeNull()
    expect(await bengal.list({})).toMatchObject({ totalCount: 0, nodes: [] })
    expect(await bengal.expectError('reverse', { id: newest[0], reason: 'Mine' })).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('a deleted read model that is filled again has the same rows', async () => {
    const [one, two] = [await issue(), await issue()]
    const made = await receipts.run('record', { input: transfer('200', partsOf([one, '115'], [two, '50'])) })
    const reversed = await receipts.run('reverse', { id: made.id, reason: 'Bounced' })
    await receipts.awaitRow(reversed.id, reversed.revision)
    const readRows = () => service.database`select * from tenant_acme_v1.receipts order by id`
    const before = await readRows()
    await service.database`delete from tenant_acme_v1.receipts`
    await service.database`update finance.relay set checkpoint_commit = default, checkpoint_prepare = default`
    await service.host.invoke('relay', {}, 'RequestResponse')
    const after = await waitFor(async () => {
      const rows = await readRows()
      const isSame = rows.every(({ revision }, index) => revision === before[index]?.revision)
      return rows.length === before.length && isSame ? rows : undefined
    })
    expect(after).toEqual(before)
    expect(await service.database`select * from finance.open_receipts`).toEqual([])
  })
})
