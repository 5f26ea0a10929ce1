import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dhakaDate } from '../../../../domain/calendar/dhaka.ts'
import type { Role } from '../../../auth/permissions.ts'
import { signToken } from '../../../auth/token.ts'
import { type DemoOptions, loadDemoInvoices, registerDemoTenants } from '../demo/load.ts'

type Options = { dataDir: string; url: string; secret: string; invoices: boolean; log(line: string): void }

type Progress = { today: string; done: boolean }

/**
 * The demo tenants, and unless they are unwanted or there already, their invoices. A load that was cut short goes on with
 * the day that it began on, so that its idempotency keys still fit.
 */
export const demonstrate = async ({ dataDir, url, secret, invoices, log }: Options): Promise<void> => {
  const file = join(dataDir, 'demo.json')
  const begun = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Progress) : undefined
  const today = begun?.today ?? dhakaDate(new Date().toISOString())
  const options: DemoOptions = {
    url: `${url}/graphql`,
    today,
    progress: log,
    token: (role, tenantId = '', userId = 'demo') =>
      signToken({ userId, tenantId, role: role as Role }, secret),
  }
  await registerDemoTenants(options)
  if (!invoices || begun?.done) return
  mkdirSync(dataDir, { recursive: true })
  keep(file, { today, done: false })
  await loadDemoInvoices(options)
  keep(file, { today, done: true })
}

/** Whole or not at all, also when we are killed. */
const keep = (file: string, progress: Progress): void => {
  writeFileSync(`${file}.new`, JSON.stringify(progress))
  renameSync(`${file}.new`, file)
}
