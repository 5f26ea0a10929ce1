import * as z from 'zod'
import type { Account } from './account.ts'
import type { Progress } from './progress.ts'
import { functionName } from './stage.ts'

const migration = z.object({ tenant: z.string(), name: z.string() })

/** What the function migrate returns. */
const migrationReport = z.object({
  /** False when its time was over before it had applied all. */
  done: z.boolean(),
  applied: z.array(migration),
  pending: z.array(migration),
  tenants: z.array(z.string()),
})

export type StageMigrations = { applied: number; tenants: readonly string[] }

/**
 * Lets the function migrate of the stage set up the database and apply the migrations of all tenants, as
 * often as it needs. Returns the number of applied migrations and the ids of the tenants.
 * @throws Error when a migration fails, or when an invocation makes no progress
 */
export const runStageMigrations = async (
  account: Pick<Account, 'invoke'>,
  stage: string,
  progress: Progress,
): Promise<StageMigrations> => {
  const name = functionName(stage, 'migrate')
  progress(`Invoking ${name}`)
  for (let total = 0; ; ) {
    const report = migrationReport.safeParse(await account.invoke(name, { command: 'run' }))
    if (!report.success)
      throw new Error(`${name} returned no report of migrations: ${z.prettifyError(report.error)}`)
    const { done, applied, pending, tenants } = report.data
    for (const one of applied) progress(`${one.tenant}: ${one.name} applied`)
    total += applied.length
    if (done) return { applied: total, tenants }
    if (applied.length === 0)
      throw new Error(`${name} applied nothing in its time, and ${pending.length} migrations are pending`)
    progress(`${pending.length} migrations are pending; ${name} continues`)
  }
}
