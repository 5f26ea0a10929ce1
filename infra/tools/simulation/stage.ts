import { AsyncLocalStorage } from 'node:async_hooks'
import { type Environment, environment } from '../../config/environment.ts'
import { findManifest } from '../../run/host/find-manifest.ts'
import { type Manifest, readManifest } from '../../run/host/manifest.ts'
import { databaseVariables } from '../../run/local/postgres/database-variables.ts'
import { commandKeys } from './commands.ts'
import { openDatabase } from './database.ts'
import { provideRuntimeOfLives, type Stage } from './life.ts'
import { loadAudit, loadModules } from './load-modules.ts'
import { installHooks } from './module-hooks.ts'
import { writePrologue } from './prologue.ts'
import type { SafeguardName } from './safeguards.ts'
import { simulateTime } from './world/clock.ts'

const tenantId = 'acme'

/** Enough for a command, a relay and a consumer to be in three processes. */
const processCount = 3

/** What all lives of this process need. It is opened once, because the clock and the modules are replaced. */
export type Theatre = {
  /** A stage with processes of their own, without a safeguard where one is named. */
  stageWithout(safeguard: SafeguardName | undefined): Promise<Stage>
  close(): Promise<void>
}

export const openTheatre = async (): Promise<Theatre> => {
  installHooks()
  simulateTime()
  const manifest: Manifest = readManifest(findManifest(import.meta.dirname), {
    ...environment(),
    LOG_LEVEL: 'warn',
  })
  const { settings, sql, close } = await openDatabase(tenantId)
  const environments = new AsyncLocalStorage<Environment>()
  provideRuntimeOfLives(environments)
  const variables = {
    ...databaseVariables(settings),
    EVENTSTORE_CONNECTION_STRING: 'esdb://simulated:2113?tls=false',
  }
  const stageWithout: Theatre['stageWithout'] = async (without) => {
    const options = { tenantId, commands: commandKeys, ...(without === undefined ? {} : { without }) }
    const modules = []
    for (let index = 1; index <= processCount; index++)
      modules.push(await loadModules(manifest, String(index), options))
    const audit = await loadAudit()
    const stage = { manifest, tenantId, modules, audit, environment: environments, variables, sql }
    return { ...stage, prologue: await writePrologue(stage) }
  }
  return { stageWithout, close }
}
