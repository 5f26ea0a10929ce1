import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** `up` and `down` are SQL scripts. */
export type Migration = { name: string; up: string; down: string }

/** The package was built without its SQL. */
export class MigrationsMissing extends Error {
  readonly code = 'MIGRATIONS_MISSING'

  constructor() {
    super('The folder migrations/ with its SQL is missing from this package')
    this.name = 'MigrationsMissing'
  }
}

/**
 * Returns the nearest `migrations/` above this file, which is there in the repository, in dist/ and in a
 * packaged function.
 * @throws MigrationsMissing when no folder above has one
 */
export const migrationFolder = (from: string = import.meta.dirname): string => {
  const folder = join(from, 'migrations')
  if (existsSync(join(folder, 'setup.sql'))) return folder
  const parent = dirname(from)
  if (parent === from) throw new MigrationsMissing()
  return migrationFolder(parent)
}

/** Reads every `<time>-<Name>.up.sql` with its `.down.sql`, in the order of their times. */
export const migrationFiles = (folder: string = migrationFolder()): Migration[] =>
  readdirSync(folder)
    .filter((file) => /^\d+-\w+\.up\.sql$/.test(file))
    .sort()
    .map((file) => {
      const name = file.replace(/\.up\.sql$/, '')
      return {
        name,
        up: readFileSync(join(folder, file), 'utf8'),
        down: readFileSync(join(folder, `${name}.down.sql`), 'utf8'),
      }
    })
