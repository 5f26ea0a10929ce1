import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'
import { permissionsPage } from './permissions-page.ts'

const pages: Readonly<Record<string, () => string>> = {
  'errors.md': errorsPage,
  'permissions.md': permissionsPage,
  'configuration.md': configurationPage,
}

/** Each generated page by its file name in docs/. */
export const generated = (): Record<string, string> =>
  Object.fromEntries(Object.entries(pages).map(([name, make]) => [name, make()]))

/** The names of pages in the folder that are absent, or differ from what would be generated now. */
export const stale = (folder: string): string[] =>
  Object.entries(generated())
    .filter(([name, text]) => contents(join(folder, name)) !== text)
    .map(([name]) => name)

const contents = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined
