import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from '../../../process/error-code.ts'

/**
 * Returns a folder that is made once in a run of the tests. The first test file that needs it makes it, and
 * the others wait. `make` fills a draft beside it, which gets the final path when it is complete.
 * @throws Error in each test file when `make` failed
 */
export const madeOnce = async (folder: string, make: (draft: string) => Promise<void>): Promise<string> => {
  const [draft, failed] = [`${folder}.draft`, `${folder}.failed`]
  if (isFirst(`${folder}.begun`))
    await make(draft).then(
      () => renameSync(draft, folder),
      (error) => {
        writeFileSync(failed, String(error))
        throw error
      },
    )
  while (!existsSync(folder)) {
    if (existsSync(failed))
      throw new Error(`${folder} could not be made: see the test file that failed first`)
    await pause(20)
  }
  return folder
}

/** Only one process makes the folder. */
const isFirst = (folder: string): boolean => {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}
