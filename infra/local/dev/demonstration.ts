import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { Role } from '../../auth/permissions.ts'
import { signToken } from '../../auth/token.ts'
import { type DemoOptions, loadDemoInvoices, registerDemoTenants } from '../demo/load.ts'

type Options = { dataDir: string; url: string; secret: string; invoices: boolean; log(line: string): void }

/**
 * The demo tenants, and unless they are unwanted or there already, their invoices. A load that was cut short goes on with
 * the day that it began on, so that its idempotency keys still fit.
 */
export const demonstrate = async ({ dataDir, url, secret, invoices, log }: Options): Promise<void> => {
  const file = join(dataDir, 'demo.json')
  const begun = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { today: string; done: boolean }) : undefined
  const today = begun?.today ?? dhakaDate(new Date().toISOString())
  const options: DemoOptions = {
    url: `${url}/graphql`,
    today,
    progress: log,
    token: (role, tenantId = '', userId = 'demo') => signToken({ userId, tenantId, role: role as Role }, secret),
  }
  await registerDemoTenants(options)
  if (!invoices || begun?.done) return
  writeFileSync(file, JSON.stringify({ today, done: false }))
  await loadDemoInvoices(options)
  writeFileSync(file, JSON.stringify({ today, done: true }))
}
