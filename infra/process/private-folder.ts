import { lstatSync } from 'node:fs'
import { makeFolder } from './make-folder.ts'

/** A folder that must be private is not: another user could read and change what is in it. */
export class UnsafeFolder extends Error {
  readonly code = 'UNSAFE_FOLDER'

  constructor(path: string) {
    super(
      `${path} must be a folder of this user that no other user may open. Remove it, or let TMPDIR name a ` +
        'folder in which only this user may write',
    )
    this.name = 'UnsafeFolder'
  }
}

/**
 * Creates a folder that only its user can open, or accepts one that exists. In the system's temporary folder
 * any user may have made it first, or a link in its place.
 * @throws UnsafeFolder when it belongs to another user, others may open it, or it is no folder
 */
export const makePrivateFolder = (path: string, uid: number | undefined = process.getuid?.()): void => {
  makeFolder(path)
  const found = lstatSync(path)
  const isOwn = uid === undefined || found.uid === uid
  if (!found.isDirectory() || !isOwn || (found.mode & 0o077) !== 0) throw new UnsafeFolder(path)
}
