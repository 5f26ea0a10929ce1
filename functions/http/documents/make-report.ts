import { tenants } from '../../../domain/tenant/aggregate.ts'
import { renderForm } from '../../../infra/documents/render-form.ts'
import { database } from '../../../infra/postgres/database.ts'
import { asTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { foldStream } from '../../read-model/streams.ts'
import { unknownTenant } from '../../read-model/unknown-tenant.ts'
import { type Document, templateFolder } from './make-document.ts'
import { readReport } from './read-report.ts'
import type { WantedReport } from './wanted-report.ts'

/**
 * Makes the report that is wanted of the tenant.
 * @throws HttpError when there is no such tenant (404), or when the report is too long (400)
 */
export const makeReport = async (tenantId: string, wanted: WantedReport): Promise<Document> => {
  const { report, period, lang } = wanted
  const [{ state: seller }, ledger] = await Promise.all([
    foldStream({ tenantId }, tenants),
    readLedger(tenantId, wanted),
  ])
  if (seller.status === 'NONE') throw unknownTenant()
  const { formOf, ...covered } = ledger
  const { pdf } = await renderForm(formOf({ ...covered, period, seller }), {
    // Not the time of printing: the same report is the same file.
    createdAt: new Date(covered.lastAddedAt ?? period.from),
    folder: templateFolder,
  })
  return { fileName: `${report}-${period.from}-${period.to}-${lang}.pdf`, pdf }
}

const readLedger = async (tenantId: string, wanted: WantedReport) => {
  try {
    return await asTenant(database('reader'), { tenantId }, (sql) => readReport(sql, wanted))
  } catch (error) {
    if (error instanceof TenantNotFound) throw unknownTenant()
    throw error
  }
}
