import { execFile } from 'node:child_process'
import { readFileSync, type Stats, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { findProofs } from '../../../domain/document-proof/find-proofs.ts'
import { UsageError } from '../../process/command-line.ts'
import { findOnPath } from '../../run/local/child-process/find-on-path.ts'

const maxFileBytes = 50_000_000
const maxPrintedCharacters = 100_000_000
const extractTimeoutMs = 60_000

/**
 * Returns the texts to check: those in the file of that name or, where there is none, those in the argument
 * itself.
 * @throws UsageError when it is neither a file nor a text with PROOF in it
 * @throws Error when the file cannot be read, is too large, or contains no text
 */
export const readTexts = async (argument: string): Promise<readonly string[]> => {
  const stats = statsOf(argument)
  if (stats === undefined) return textsIn(argument)
  if (!stats.isFile()) throw new UsageError(`${argument} is not a file`)
  if (stats.size > maxFileBytes) throw new Error(`${argument} has more than ${maxFileBytes} bytes`)
  const bytes = readFileSync(argument)
  const isPdf = bytes.subarray(0, 1024).includes('%PDF-')
  const texts = isPdf ? await textsInPdf(argument, bytes) : findProofs(bytes.toString('utf8'))
  if (texts.length > 0) return texts
  throw new Error(`${argument} contains no complete text that begins with PROOF1${isPdf ? pdfHint() : ''}`)
}

/** Undefined also for a text that cannot be the name of a file. */
const statsOf = (argument: string): Stats | undefined => {
  try {
    return statSync(argument)
  } catch {
    return undefined
  }
}

/** A text that is not found as a proof is checked as it is, so that its problem is named. */
const textsIn = (argument: string): readonly string[] => {
  if (!argument.includes('PROOF'))
    throw new UsageError('The argument is neither a file nor a text that begins with PROOF1')
  const found = findProofs(argument)
  return found.length > 0 ? found : [argument.replace(/^\S*#/, '').trim()]
}

/**
 * The metadata of a document contains its text in plain bytes. The text that is printed is read too where
 * pdftotext is on the PATH: another program may have changed the metadata, or somebody only the print.
 */
const textsInPdf = async (path: string, bytes: Buffer): Promise<readonly string[]> => {
  const inMetadata = findProofs(bytes.toString('latin1'))
  return [...new Set([...inMetadata, ...findProofs(await printedText(path))])]
}

const printedText = async (path: string): Promise<string> => {
  const program = findOnPath('pdftotext')
  if (program === undefined) return ''
  const options = { maxBuffer: maxPrintedCharacters, timeout: extractTimeoutMs }
  const args = ['-q', '-enc', 'UTF-8', resolve(path), '-']
  return promisify(execFile)(program, args, options).then(
    ({ stdout }) => stdout,
    () => '',
  )
}

const pdfHint = (): string =>
  findOnPath('pdftotext') === undefined
    ? '; with pdftotext on the PATH (on Debian: apt-get install poppler-utils) the pages are searched too'
    : '; scan its QR code, or copy both lines'
