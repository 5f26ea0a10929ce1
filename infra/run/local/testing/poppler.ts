import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { errorCode } from '../../../process/error-code.ts'
import { StartError } from '../child-process/start-error.ts'
import { findOrSkip } from './find-or-skip.ts'

/**
 * Returns a `test` for tests that read the text of a PDF. Where pdftotext of poppler-utils is absent it skips
 * them.
 * @throws StartError when CI=true and it is missing: there these tests must run
 */
export const popplerTest = async () => {
  const found = await findOrSkip({
    otherwise: 'no text of a PDF can be read here',
    absenceCodes: ['POPPLER_MISSING'],
    find: () => {
      requirePoppler()
      return true
    },
  })
  return found === undefined ? test.skip : test
}

const requirePoppler = (): void => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' })
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause
    throw new StartError('POPPLER_MISSING', 'pdftotext is missing: install poppler-utils', cause)
  }
}

/** Returns the text of each page, laid out as on the page, as pdftotext reads it. */
export const textOfPages = (pdf: Buffer): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-pdf-'))
  try {
    const file = join(folder, 'document.pdf')
    writeFileSync(file, pdf)
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
