import { type LoadHookSync, type ResolveHookSync, registerHooks } from 'node:module'
import { join, relative, resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isSafeguard, replaceOnce, withoutSafeguard } from './safeguards.ts'

export const root = resolvePath(import.meta.dirname, '../../..')

/**
 * Modules of the pipeline are loaded once for each simulated process, and once more without a safeguard. The
 * query of their URL says for which: `?process=1` or `?process=1&without=relay-fencing`.
 */
export const processUrl = (file: string, process: string, without?: string): string => {
  const url = pathToFileURL(join(root, file))
  url.searchParams.set('process', process)
  if (without !== undefined) url.searchParams.set('without', without)
  return url.href
}

/** What a file imports, and the file in this folder that takes its place. */
const standIns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'infra/event-store/connection.ts': { '@eventstore/db-client': 'event-store-client.ts' },
  'infra/postgres/connect.ts': { postgres: 'postgres-driver.ts' },
  'infra/observability/log.ts': { pino: 'pino.ts' },
  'functions/jobs/relay/publish.ts': { '../../../infra/kafka/producer.ts': 'producer.ts' },
}

/** A process that starts anew has measured no clock. */
const clockReset = {
  file: 'infra/event-store/clock.ts',
  text: 'let last',
  replacement: `export const forgetClock = () => { last = running = undefined }
let last`,
}

/** Applies to modules that `processUrl` names and what they import, and to nothing else. */
export const installHooks = (): void => void registerHooks({ resolve, load })

const rootUrl = `${pathToFileURL(root).href}/`
const isOwnCopy = (url: string): boolean =>
  url.startsWith(`${rootUrl}infra/`) || url.startsWith(`${rootUrl}functions/`)

const resolve: ResolveHookSync = (specifier, context, next) => {
  const [importer, query] = (context.parentURL ?? '').split('?')
  if (!importer || !query || !isOwnCopy(importer)) return next(specifier, context)
  const standIn = standIns[importer.slice(rootUrl.length)]?.[specifier]
  if (standIn !== undefined)
    return {
      url: pathToFileURL(join(import.meta.dirname, 'stand-ins', standIn)).href,
      shortCircuit: true,
    }
  const resolved = next(specifier, context)
  return isOwnCopy(resolved.url) ? { ...resolved, url: `${resolved.url}?${query}` } : resolved
}

const load: LoadHookSync = (url, context, next) => {
  const loaded = next(url, context)
  if (!isOwnCopy(url) || !url.includes('?')) return loaded
  const file = relative(root, fileURLToPath(url))
  const without = new URL(url).searchParams.get('without')
  const source = String(loaded.source)
  if (file === clockReset.file) return { ...loaded, source: replaceOnce(source, clockReset) }
  if (without === null || !isSafeguard(without)) return loaded
  return { ...loaded, source: withoutSafeguard(source, file, without) }
}
