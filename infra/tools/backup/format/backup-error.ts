export type BackupErrorCode =
  | 'BACKUP_ABSENT'
  | 'BACKUP_UNFINISHED'
  | 'BACKUP_OF_ANOTHER_VERSION'
  | 'BACKUP_DAMAGED'
  | 'FOLDER_NOT_EMPTY'
  | 'FOLDER_TAKEN'
  | 'STORE_NOT_EMPTY'
  | 'DATABASE_NOT_SET_UP'

/** A backup or restore that cannot be done; the message says why and what to do. */
export class BackupError extends Error {
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'BackupError'
    this.code = code
  }
}
