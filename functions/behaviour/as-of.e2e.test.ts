import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const shown = 'status revision mushakNumber balance { amount }'
const asOf = `query ($id: ID!, $asOf: DateTime!, $minRevision: Int) { invoice(id: $id, asOf: $asOf, minRevision: $minRevision) { ${shown} } }`
const at = (id: string, instant: string) => desk.client.value(asOf, { id, asOf: instant })

test('38 at each time that an invoice tells of itself, it stood as that time says', async () => {
  const draft = await desk.create([line('10', '1000')])
  const issued = await desk.does('approve', { id: draft.id })
  const [created] = await desk.client.value('query ($id: ID!) { invoiceHistory(id: $id) { at } }', {
    id: draft.id,
  })

  expect(await at(draft.id, created.at)).toMatchObject({ status: 'DRAFT', revision: 0, mushakNumber: null })
  for (const instant of [issued.approvedAt, issued.issuedAt]) {
    expect(await at(draft.id, instant)).toMatchObject({
      mushakNumber: issued.mushakNumber,
      revision: issued.revision,
    })
  }
})

test('33 38 an invoice is overdue by the date of the instant, and was not before', async () => {
  const issued = await desk.issue([line('10', '1000')], { dueDate: '2024-11-15' })
  expect(await at(issued.id, issued.issuedAt)).toMatchObject({ status: 'OVERDUE' })
})

test.each([
  [{ asOf: '2099-01-01T00:00:00Z' }, 'asOf'],
  [{ asOf: '9999-12-31T23:59:59Z' }, 'asOf'],
  [{ asOf: '2024-11-16T00:00:00Z', minRevision: 1 }, 'minRevision'],
])('38 refused: %j', async (asked, path) => {
  const { id } = await desk.create([line('1', '1')])
  expect(await desk.client.error(asOf, { id, ...asked })).toMatchObject({ code: 'INVALID_INPUT', path })
})

test('41 an id that is none beside one that is resolves to null and hides nothing', async () => {
  const { id, revision } = await desk.create([line('1', '1')])
  await desk.read(id, revision)
  const ids = [id, '\0', 'x', '00000000-0000-4000-8000-000000000000']
  const representations = ids.map((one) => ({ __typename: 'Invoice', id: one }))
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Invoice { id } } }'
  expect(await desk.client.value(query, { representations })).toEqual([{ id }, null, null, null])
})
