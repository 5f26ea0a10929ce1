import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const fields = 'status revision mushakNumber balance { amount }'
const readAsOf = `query ($id: ID!, $asOf: DateTime!, $minRevision: Int) {
  invoice(id: $id, asOf: $asOf, minRevision: $minRevision) { ${fields} }
}`
const invoiceAsOf = (id: string, instant: string) => desk.client.value(readAsOf, { id, asOf: instant })

test('38 an invoice can be read as it was at each of the times that it shows', async () => {
  const draft = await desk.create([line('10', '1000')])
  const issued = await desk.run('approve', { id: draft.id })
  const [created] = await desk.client.value('query ($id: ID!) { invoiceHistory(id: $id) { at } }', {
    id: draft.id,
  })

  expect(await invoiceAsOf(draft.id, created.at)).toMatchObject({
    status: 'DRAFT',
    revision: 0,
    mushakNumber: null,
  })
  for (const instant of [issued.approvedAt, issued.issuedAt]) {
    expect(await invoiceAsOf(draft.id, instant)).toMatchObject({
      mushakNumber: issued.mushakNumber,
      revision: issued.revision,
    })
  }
})

test('33 38 an invoice read as of a time after its due date is OVERDUE', async () => {
  const issued = await desk.issue([line('10', '1000')], { dueDate: '2024-11-15' })
  expect(await invoiceAsOf(issued.id, issued.issuedAt)).toMatchObject({ status: 'OVERDUE' })
})

test.each([
  [{ asOf: '2099-01-01T00:00:00Z' }, 'asOf'],
  [{ asOf: '9999-12-31T23:59:59Z' }, 'asOf'],
  [{ asOf: '2024-11-16T00:00:00Z', minRevision: 1 }, 'minRevision'],
])('38 a time in the future, or a minimum revision beside a time, is refused: %j', async (rest, path) => {
  const { id } = await desk.create([line('1', '1')])
  expect(await desk.client.error(readAsOf, { id, ...rest })).toMatchObject({ code: 'INVALID_INPUT', path })
})
