import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dhakaDate } from '../../../../domain/calendar/dhaka.ts'
import type { Role } from '../../../auth/permissions.ts'
import { signAccessToken } from '../../../auth/token-rules.ts'
import { makeFolder } from '../../../process/make-folder.ts'
import { type DemoOptions, loadDemoInvoices, registerDemoTenants } from '../demo/load.ts'

type Options = { dataDir: string; url: string; secret: string; invoices: boolean; log(line: string): void }

type Progress = { today: string; done: boolean }

/**
 * Registers the demo tenants and, if `invoices` is true, creates their invoices once. A load that was
 * interrupted continues with the day on which it began, so that it repeats the same idempotency keys with the
 * same input.
 */
export const loadDemonstration = async ({ dataDir, url, secret, invoices, log }: Options): Promise<void> => {
  const file = join(dataDir, 'demo.json')
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Progress) : undefined
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
  makeFolder(dataDir)
  writeProgress(file, { today, done: false })
  await loadDemoInvoices(options)
  writeProgress(file, { today, done: true })
}

/** Writes the file as a whole or not at all, even when this process is killed. */
const writeProgress = (file: string, progress: Progress): void => {
  writeFileSync(`${file}.new`, JSON.stringify(progress))
  renameSync(`${file}.new`, file)
}
