import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'
import { metricsPage } from './metrics-page.ts'
import { permissionsPage } from './permissions-page.ts'
import { pricesPage } from './prices-page.ts'
import { ratesPage } from './rates-page.ts'
import { rolesPage } from './roles-page.ts'
import { roomsPage } from './rooms-page.ts'

const pages: Readonly<Record<string, () => string>> = {
  'errors.md': errorsPage,
  'permissions.md': permissionsPage,
  'prices.md': pricesPage,
  'rates.md': ratesPage,
  'configuration.md': configurationPage,
  'rooms.md': roomsPage,
  'roles.md': rolesPage,
  'metrics.md': metricsPage,
}

/** The text of each generated page by its file name in docs/. */
export const generatePages = (): Record<string, string> =>
  Object.fromEntries(Object.entries(pages).map(([name, pageOf]) => [name, pageOf()]))

/** The names of the generated pages that are absent from the folder or out of date there. */
export const stalePages = (folder: string, generated = generatePages()): string[] =>
  Object.entries(generated)
    .filter(([name, text]) => readIfPresent(join(folder, name)) !== text)
    .map(([name]) => name)

const readIfPresent = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined
