import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip, createGzip } from 'node:zlib'
import { BackupError } from './backup-error.ts'

/** What the manifest knows of a file: its size and SHA-256 as it is on disk, and how many lines it has. */
export type FileSummary = { name: string; bytes: number; lines: number; sha256: string }

/**
 * Writes lines into a gzip file, and returns what the manifest has to know of it when it is on the disk. The
 * lines have no line break in them.
 */
export const writeLines = async (
  path: string,
  batches: AsyncIterable<readonly string[]>,
): Promise<Omit<FileSummary, 'name'>> => {
  const hash = createHash('sha256')
  const summary = { bytes: 0, lines: 0 }
  const count = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk)
      summary.bytes += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(
    async function* () {
      for await (const lines of batches) {
        if (lines.length === 0) continue
        summary.lines += lines.length
        yield `${lines.join('\n')}\n`
      }
    },
    createGzip({ level: 6 }),
    count,
    createWriteStream(path, { mode: 0o600, flush: true }),
  )
  return { ...summary, sha256: hash.digest('hex') }
}

/** Yields the lines of a file in their order, some at a time. Verify the file before. */
export async function* readLines(folder: string, { name }: FileSummary): AsyncGenerator<string[]> {
  const text = createGunzip()
  // Its error arrives in the loop below, because `pipeline` destroys `text` with it.
  pipeline(createReadStream(join(folder, name)), text).catch(() => undefined)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of text) {
    const lines = `${rest}${decoder.write(chunk as Buffer)}`.split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines
  }
}

/**
 * Compares a file with what the manifest knows of it.
 * @throws BACKUP_DAMAGED when it is absent or differs
 */
export const verifyFile = async (
  folder: string,
  { name, bytes, sha256 }: FileSummary,
  onRead: (bytes: number) => void,
): Promise<void> => {
  const path = join(folder, name)
  const found = await stat(path).catch((cause) => {
    throw damaged(`${path} cannot be read`, cause)
  })
  if (found.size !== bytes) throw damaged(`${path} has ${found.size} bytes and should have ${bytes}`)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer)
    onRead((chunk as Buffer).length)
  }
  if (hash.digest('hex') !== sha256) throw damaged(`${path} has another SHA-256 than the manifest says`)
}

const damaged = (what: string, cause?: unknown): BackupError =>
  new BackupError('BACKUP_DAMAGED', `The backup is damaged: ${what}. Use another backup`, cause)
