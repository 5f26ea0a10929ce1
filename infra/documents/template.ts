import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Each part uses what the parts before it define, so they are one text for typst. */
const parts = ['page', 'table', 'form']

/** The template of all forms and reports. `folder` is the one with this file, in the sources or a package. */
export const readTemplate = (folder: string): string =>
  parts.map((part) => readFileSync(join(folder, 'template', `${part}.typ`), 'utf8')).join('')
