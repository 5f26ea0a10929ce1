import { expect, test } from '@jest/globals'
import { expectInvoice, marks, nothingFailed, owner, project, useStores } from './testing/stores.ts'
import { recordsOf, told } from './testing/story.ts'

useStores()

test.each([
  [
    'a table that the migrations have not made yet',
    'alter table tenant_acme_v1.invoice_search',
    'rename to later',
    'rename to invoice_search',
  ],
  [
    'a column that they have taken away',
    'alter table tenant_acme_v1.invoices',
    'rename balance to gone',
    'rename gone to balance',
  ],
])('records come again while a tenant lacks %s, and nothing is set aside', async (_, table, away, back) => {
  const story = await told()
  const [lacking, there] = [
    `${table} ${away}`,
    back.includes('gone') ? `${table} ${back}` : `alter table tenant_acme_v1.later ${back}`,
  ]
  await owner().unsafe(lacking)
  try {
    expect((await project(recordsOf(story.events))).batchItemFailures).toHaveLength(1)
  } finally {
    await owner().unsafe(there)
  }
  expect(await marks()).toEqual([])

  expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
  await expectInvoice(story)
})
