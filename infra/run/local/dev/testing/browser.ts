import { describe } from '@jest/globals'
import { type Browser, chromium } from 'playwright-core'
import { findOnPath } from '../../child-process/find-on-path.ts'
import { StartError } from '../../child-process/start-error.ts'
import { findOrSkip } from '../../testing/find-or-skip.ts'

/** @throws BROWSER_MISSING when neither chromium nor google-chrome is on the PATH */
const findBrowser = (): string => {
  const program = findOnPath('chromium', 'chromium-browser', 'google-chrome')
  if (program !== undefined) return program
  throw new StartError(
    'BROWSER_MISSING',
    'chromium or google-chrome must be on the PATH (on Debian: apt-get install chromium)',
  )
}

/**
 * Returns a `describe` for tests that need a browser. Without one it skips them.
 * @throws StartError when CI=true and there is none: there these tests must run
 */
export const browserSuite = async () => {
  const program = await findOrSkip({
    otherwise: 'no browser can be started here',
    absenceCodes: ['BROWSER_MISSING'],
    find: findBrowser,
  })
  return program === undefined ? describe.skip : describe
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

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: findBrowser(), args })
