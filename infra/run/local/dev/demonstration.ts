import { dhakaDate } from '../../../../domain/calendar/dhaka.ts'
import type { Role } from '../../../auth/permissions.ts'
import { signAccessToken } from '../../../auth/token-rules.ts'
import { type DemoOptions, loadDemoInvoices, registerDemoTenants } from '../demo/load.ts'
import { readDemoProgress, writeDemoProgress } from './demo-progress.ts'

type Options = { dataDir: string; url: string; secret: string; invoices: boolean; log(line: string): void }

/**
 * Registers the demo tenants and, if `invoices` is true, creates their invoices once. A load that was
 * interrupted continues with the day on which it began, so that it repeats the same idempotency keys with the
 * same input. A folder with restored data gets nothing.
 */
export const loadDemonstration = async ({ dataDir, url, secret, invoices, log }: Options): Promise<void> => {
  const earlier = readDemoProgress(dataDir)
  if (earlier?.restored) return
  const today = earlier?.today ?? dhakaDate(new Date().toISOString())
  const options: DemoOptions = {
    url: `${url}/graphql`,
    today,
    progress: log,
    token: (role, tenantId = '', userId = 'demo') =>
      signAccessToken({ userId, tenantId, role: role as Role }, secret),
  }
  await registerDemoTenants(options)
  if (!invoices || earlier?.done) return
  writeDemoProgress(dataDir, { today, done: false })
  await loadDemoInvoices(options)
  writeDemoProgress(dataDir, { today, done: true })
}
