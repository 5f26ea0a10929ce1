import { expect, test } from '@jest/globals'
import { expectInvoice, nothingFailed, owner, project, readMarks, useStores } from './testing/stores.ts'
import { appendStory, recordsOf } from './testing/story.ts'

useStores()

test.each([
  {
    missing: 'a table of a later migration',
    remove: 'alter table tenant_acme_v1.invoice_search rename to later',
    restore: 'alter table tenant_acme_v1.later rename to invoice_search',
  },
  {
    missing: 'a column that a migration has dropped',
    remove: 'alter table tenant_acme_v1.invoices rename balance to gone',
    restore: 'alter table tenant_acme_v1.invoices rename gone to balance',
  },
])('while a tenant lacks $missing, records are requested again and nothing is set aside', async (release) => {
  const story = await appendStory()
  await owner().unsafe(release.remove)
  try {
    expect((await project(recordsOf(story.events))).batchItemFailures).toHaveLength(1)
  } finally {
    await owner().unsafe(release.restore)
  }
  expect(await readMarks()).toEqual([])

  expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
  await expectInvoice(story)
})
