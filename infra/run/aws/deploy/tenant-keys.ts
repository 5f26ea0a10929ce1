import { DeleteApiKeyCommand, NotFoundException, paginateGetApiKeys } from '@aws-sdk/client-api-gateway'
import * as z from 'zod'
import type { Account } from './account.ts'
import type { Progress } from './progress.ts'
import { functionName } from './stage.ts'

/** What the function api-key returns. */
const keyReport = z.object({ created: z.number(), pending: z.array(z.string()) })

/**
 * Lets the function api-key of the stage make the keys that are not in its usage plan: of all tenants after
 * the functions were removed, or of those that another database brought.
 * @throws Error when a key cannot be made, or when an invocation makes none
 */
export const ensureTenantKeys = async (
  account: Pick<Account, 'invoke'>,
  stage: string,
  tenants: readonly string[],
  progress: Progress,
): Promise<void> => {
  const name = functionName(stage, 'api-key')
  for (let wanted = tenants; wanted.length > 0; ) {
    progress(`${name}: checking the API keys of ${wanted.length} tenants`)
    const report = keyReport.safeParse(await account.invoke(name, { tenantIds: wanted }))
    if (!report.success)
      throw new Error(`${name} returned no report of keys: ${z.prettifyError(report.error)}`)
    const { created, pending } = report.data
    if (created > 0) progress(`${name}: ${created} API keys made`)
    if (pending.length >= wanted.length)
      throw new Error(`${name} made no key in its time, and those of ${pending.length} tenants are missing`)
    wanted = pending
  }
}

/** How many keys are deleted between two lines of progress. */
const keysPerLine = 100

/** Deletes the keys of the tenants of a stage. The key of the platform goes with the functions. */
export const deleteTenantKeys = async (
  { apiGateway }: Pick<Account, 'apiGateway'>,
  stage: string,
  progress: Progress,
): Promise<void> => {
  const ids: string[] = []
  const beginning = functionName(stage, 'usage-of-tenant-')
  const pages = paginateGetApiKeys({ client: apiGateway, pageSize: 500 }, { nameQuery: beginning })
  for await (const { items = [] } of pages)
    for (const { id, name } of items)
      if (id !== undefined && name?.startsWith(beginning) === true) ids.push(id)
  for (const [index, apiKey] of ids.entries()) {
    if (index % keysPerLine === 0) progress(`Deleting API keys of tenants: ${index} of ${ids.length} done`)
    try {
      await apiGateway.send(new DeleteApiKeyCommand({ apiKey }))
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
    }
  }
}
