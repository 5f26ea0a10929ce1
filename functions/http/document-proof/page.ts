import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The page that checks a proof in the browser, and the policy under which it may run. */
export type Page = Readonly<{ html: string; policy: string }>

/** In a package the bundle is in functions/http/document-proof too, so this path is the same. */
const folder = join(import.meta.dirname, 'page')
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')

let page: Page | undefined

/** Returns the page, which loads nothing but the public keys of this service. */
export const verifyPage = (): Page => {
  page ??= buildPage()
  return page
}

/** The modules of the page, each after those that it imports. */
const modules = ['check.js', 'words.js', 'page.js']

const buildPage = (): Page => {
  const style = textOf('verify.css')
  const script = modules.map((name) => withoutImports(textOf(name))).join('')
  const html = textOf('verify.html')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script}</script>`)
  return { html, policy: policyOf(script, style) }
}

/** The text of a module that is put into one script with the modules that it imports. */
const withoutImports = (text: string): string =>
  text.replace(/^import .*\n/gm, '').replace(/^export (?=const )/gm, '')

/** The page may run its own script, style itself, and ask this server for the keys. */
const policyOf = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
