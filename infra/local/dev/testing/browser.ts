import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const executable = (): string | undefined =>
  ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/**
 * Whether a browser is here. Where none is, that is said and the test has nothing to do; a CI that lacks it has to fail, so there
 * the answer is yes.
 */
export const browserCanRun = (name: string): boolean => {
  if (process.env.CI === 'true' || executable() !== undefined) return true
  process.stderr.write(`not run, no chromium or google-chrome on the PATH: ${name}\n`)
  return false
}

/** Quiet by itself: what it asks for is what the page asks for. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const startBrowser = (): Promise<Browser> => {
  const executablePath = executable()
  if (executablePath === undefined) throw new Error('No chromium or google-chrome on the PATH')
  return chromium.launch({ executablePath, args: quiet })
}
