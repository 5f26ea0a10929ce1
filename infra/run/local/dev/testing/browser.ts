import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from '@jest/globals'
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

/** Registers a suite that needs a browser: where none is it is skipped, with one line that says why. A CI that lacks it has to fail. */
export const withBrowser = (name: string, suite: () => void): void => {
  const runs = process.env.CI === 'true' || executable() !== undefined
  if (!runs) process.stderr.write(`skipped, no chromium or google-chrome on the PATH: ${name}\n`)
  const register = runs ? describe : describe.skip
  register(name, suite)
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
