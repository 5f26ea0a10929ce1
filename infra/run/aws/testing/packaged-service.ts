import { join, resolve } from 'node:path'
import { test } from '@jest/globals'
import { findOrSkip } from '../../local/testing/find-or-skip.ts'
import { madeOnce } from '../../local/testing/made-once.ts'
import type { Size } from '../deploy/stage.ts'
import { installLambdaTypst } from '../lambda-typst.ts'
import { type Packaged, packagedIn, packageService } from '../package.ts'

const root = resolve(import.meta.dirname, '../../../..')

/** The code of the error where the service cannot be packaged, because the network is not there. */
export const cannotPackage = 'LAMBDA_TYPST_MISSING'

/** Fetches what npm does not install and packaging needs. */
export const preparePackaging = (): Promise<void> => installLambdaTypst(root)

/**
 * Returns a `test` for tests of the packaged service, and whether they run. Without network they are skipped
 * where typst for Lambda was not fetched before.
 * @throws LambdaTypstMissing when CI=true and it cannot be fetched: there these tests must run
 */
export const packageTest = async () => {
  const canPackage = await findOrSkip({
    otherwise: 'the service cannot be packaged here',
    absenceCodes: [cannotPackage],
    find: () => preparePackaging().then(() => true),
  })
  return { canPackage: canPackage === true, test: canPackage ? test : test.skip }
}

export type PackagedService = {
  zips: readonly Packaged[]
  /** The folder with the zips and the template. */
  folder: string
  /** Path of the template. */
  template: string
}

/**
 * Returns the service, packaged for the stage dev in one of its sizes. All test files of one run share it,
 * because each packaging takes half a minute of both processors: tests read it and write elsewhere. The zips
 * are the same in both sizes. PACKAGED_SERVICE names the folder of a packaging of these sources that exists,
 * as in .ci/run.
 */
export const packagedService = async (size: Size): Promise<PackagedService> => {
  const { PACKAGED_SERVICE } = process.env
  const folder =
    size === 'production' && PACKAGED_SERVICE ? resolve(PACKAGED_SERVICE) : await packagedInRun(size)
  const template = join(folder, 'cloudformation-template-update-stack.json')
  return { zips: packagedIn(root, folder), folder, template }
}

const packagedInRun = async (size: Size): Promise<string> => {
  const made = await madeOnce(join(folderOfRun(), `service-${size}`), async (folder) => {
    const zips = size === 'production' ? undefined : (await packagedService('production')).folder
    await packageService(root, { size, folder, zips })
  })
  return join(made, '.serverless')
}

const folderOfRun = (): string => {
  const folder = process.env.TEST_RUN_FOLDER
  if (folder === undefined)
    throw new Error('No folder of the run: start tests with jest and its configuration')
  return folder
}
