import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../process/error-code.ts'
import { processStart } from '../process/process-identity.ts'
import type { SettingsByLogin } from './database.ts'

/** `eventStore` is the connection string of the embedded EventStoreDB node, if one runs. */
type EmbeddedStores = SettingsByLogin & { eventStore?: string }
type ConnectionFile = EmbeddedStores & { pid: number }
/** `started` tells the process from a later one with the same id. In a container ids soon come again. */
type Written = ConnectionFile & { started?: string | undefined }

const filePath = (dataDir: string): string => join(dataDir, 'connection.json')

/** Writes how to connect to the embedded stores of this folder while process `pid` runs it. */
export const writeConnectionFile = (dataDir: string, content: ConnectionFile): void => {
  const draft = `${filePath(dataDir)}.${process.pid}`
  const written: Written = { ...content, started: processStart(content.pid) }
  writeFileSync(draft, JSON.stringify(written, null, 2), { mode: 0o600 })
  renameSync(draft, filePath(dataDir))
}

/** Returns undefined when no embedded database runs on this data folder. */
export const readConnectionFile = (dataDir: string): EmbeddedStores | undefined => {
  try {
    const { pid, started, ...stores } = JSON.parse(readFileSync(filePath(dataDir), 'utf8')) as Written
    const running = processStart(pid)
    return running !== undefined && running === (started ?? running) ? stores : undefined
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

export const removeConnectionFile = (dataDir: string): void => rmSync(filePath(dataDir), { force: true })
