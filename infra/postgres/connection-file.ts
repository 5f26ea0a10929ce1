import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../process/error-code.ts'
import { processStart } from '../process/process-identity.ts'
import type { SettingsByLogin } from './database.ts'

type Connection = SettingsByLogin & { pid: number }

const file = (dataDir: string): string => join(dataDir, 'connection.json')

/** Tells the commands on this machine where the embedded database of this data folder listens, while process `pid` runs it. */
export const writeConnection = (dataDir: string, connection: Connection): void => {
  const draft = `${file(dataDir)}.${process.pid}`
  writeFileSync(draft, JSON.stringify(connection, null, 2), { mode: 0o600 })
  renameSync(draft, file(dataDir))
}

/** Undefined when no embedded database runs on this data folder. */
export const readConnection = (dataDir: string): SettingsByLogin | undefined => {
  try {
    const { pid, owner, writer, reader } = JSON.parse(readFileSync(file(dataDir), 'utf8')) as Connection
    return processStart(pid) === undefined ? undefined : { owner, writer, reader }
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

export const removeConnection = (dataDir: string): void => rmSync(file(dataDir), { force: true })
