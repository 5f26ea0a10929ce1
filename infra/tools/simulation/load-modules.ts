import type { Manifest } from '../../run/host/manifest.ts'
import { processUrl } from './module-hooks.ts'
import type { Audit } from './proofs/prove-tables.ts'
import type { SafeguardName } from './safeguards.ts'
import type { Modules } from './world/process.ts'

/** The functions of the pipeline that a life invokes, besides the commands. */
const pipeline = ['relay', 'project-invoices', 'finish-numbering', 'finish-receipts']

/**
 * Loads the functions of the pipeline for one process, without a safeguard where one is named. `installHooks`
 * must have been called.
 * @throws Error when the manifest does not declare a function, or the text of the safeguard is not found
 */
export const loadModules = async (
  manifest: Manifest,
  process: string,
  { tenantId, commands, without }: { tenantId: string; commands: readonly string[]; without?: SafeguardName },
): Promise<Modules> => {
  const load = (file: string) => import(processUrl(file, process, without))
  const handlers = new Map<
    string,
    Modules['handlers'] extends ReadonlyMap<string, infer Handler> ? Handler : never
  >()
  for (const key of [...pipeline, ...commands]) {
    const declaration = manifest.functions.get(key)
    if (!declaration) throw new Error(`The manifest has no function ${key}`)
    const module = await load(`${declaration.module}.ts`)
    handlers.set(key, module[declaration.exportName])
  }
  const { InvocationError } = await load('infra/lambda/invocation-error.ts')
  const { forgetClock } = await load('infra/event-store/clock.ts')
  const { forgetSkips } = await load('infra/event-store/skips.ts')
  const { closeEventStore } = await load('infra/event-store/client.ts')
  const { closeConnections } = await load('infra/postgres/connect.ts')
  const forget = async (): Promise<void> => {
    forgetClock()
    forgetSkips(tenantId)
    await closeEventStore()
    await closeConnections()
  }
  return { handlers, InvocationError, forget }
}

/** Loads what the function audit knows of the read model, as the first process would. */
export const loadAudit = async (): Promise<Audit> => {
  const load = (name: string) => import(processUrl(`functions/internal/audit/${name}.ts`, '1', undefined))
  const { rowsOfInvoices, rowsOfReceipts } = await load('expected-rows')
  const { compareTable } = await load('compare-table')
  return { rowsOfInvoices, rowsOfReceipts, compareTable }
}
