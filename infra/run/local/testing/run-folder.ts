import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from '../child-process/guardian.ts'

/**
 * Makes the folders of a run and removes them when the run ends, however it ends. TEST_RUN_FOLDER is for what
 * its test files share, TEST_DATA_FOLDER for the data of PostgreSQL.
 */
export default (): void => {
  const run = temporaryFolder(tmpdir())
  process.env.TEST_RUN_FOLDER = run
  // Tests start hundreds of processes from the sources. Each would strip and compile hundreds of files again.
  process.env.NODE_COMPILE_CACHE ??= join(run, 'compile-cache')
  const data = temporaryFolder(folderOfData())
  // PostgreSQL may have to run as a user that does not own the folder.
  chmodSync(data, 0o711)
  process.env.TEST_DATA_FOLDER = data
}

const temporaryFolder = (parent: string): string => {
  const folder = mkdtempSync(join(parent, 'finance-tests-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  guard({ pid: process.pid, signal: '0', temporaryFolder: folder })
  return folder
}

const shared = '/dev/shm'
const neededBytes = 6 * 1024 ** 3
const tmpfs = 0x01021994

/**
 * Memory, where this machine has enough. Tests make and remove thousands of small files, and a disk that
 * others use as well costs the processors ten times as much. Many containers have only 64 MB there.
 */
const folderOfData = (): string => {
  try {
    const { type, bavail, bsize } = statfsSync(shared)
    const isEnough = type === tmpfs && Math.min(bavail * bsize, freemem()) >= neededBytes
    return isEnough ? shared : tmpdir()
  } catch {
    return tmpdir()
  }
}
