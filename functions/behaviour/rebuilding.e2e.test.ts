import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'
import { waitFor } from './testing/wait-for.ts'

const { service, desk } = await openDesk()
const owner = service.database
afterAll(() => service.stop())

const readRows = () => owner`select * from tenant_acme_v1.invoices order by id`
const readLedger = async () => ({
  documents: await owner`
    select *, null as added_at from tenant_acme_v1.tax_documents order by document_id`,
  lines: await owner`select * from tenant_acme_v1.tax_lines order by document_id, line_no`,
})

test('45 a deleted read model that is filled again has the same rows', async () => {
  const issued = await Promise.all(Array.from({ length: 10 }, () => desk.issue([line('3', '333.33')])))
  const draft = await desk.create([line('1', '10')], { customerName: 'রহিম ট্রেডার্স' })
  for (const { id, revision } of [...issued, draft]) await desk.awaitRow(id, revision)
  const [before, ledgerBefore] = [await readRows(), await readLedger()]
  expect([before.length, ledgerBefore.documents.length]).toEqual([11, 10])

  for (const table of ['invoices', 'tax_documents', 'tax_lines'])
    await owner.unsafe(`delete from tenant_acme_v1.${table}`)
  await owner`update finance.relay set checkpoint_commit = default, checkpoint_prepare = default`
  await service.host.invoke('relay', {}, 'RequestResponse')

  const after = await waitFor(async () => {
    const rows = await readRows()
    const sameRevisions = rows.every(({ revision }, index) => revision === before[index]?.revision)
    return rows.length === before.length && sameRevisions ? rows : undefined
  })
  expect(after).toEqual(before)
  expect(await readLedger()).toEqual(ledgerBefore)
})
