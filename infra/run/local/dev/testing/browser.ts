import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from '@jest/globals'
import { type Browser, chromium } from 'playwright-core'

const browserNames = ['chromium', 'chromium-browser', 'google-chrome']

const findExecutable = (): string | undefined => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = browserNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return candidates.find(isExecutable)
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Registers a suite that needs a browser. Without one it is skipped; with CI=true it fails. */
export const describeWithBrowser = (name: string, suite: () => void): void => {
  const runs = process.env.CI === 'true' || findExecutable() !== undefined
  if (!runs) process.stderr.write(`Skipped, because no chromium or google-chrome is on the PATH: ${name}\n`)
  const register = runs ? describe : describe.skip
  register(name, suite)
}

/** Turns off the browser's own requests, so that every request in a test comes from the page. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const startBrowser = (): Promise<Browser> => {
  const executablePath = findExecutable()
  if (executablePath === undefined) throw new Error('No chromium or google-chrome on the PATH')
  return chromium.launch({ executablePath, args })
}
