import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import type { Progress } from './progress.ts'

/** A package of EventStoreDB for the machines of the event store. */
export type Package = { name: string; url: string; sha256: string }

/**
 * EventStoreDB 23.10 has the three-clause BSD licence, which allows any use; newer versions (24.10 on) have
 * licences of the maker's own, with parts that need a key. There are packages for x86_64 only. The build for
 * Ubuntu 20.04 also runs on Amazon Linux 2023, because it brings .NET with it and needs no newer C library.
 */
export const eventStorePackage: Package = {
  name: 'eventstore-oss_23.10.1_amd64.deb',
  url:
    'https://packagecloud.io/EventStore/EventStore-OSS/packages/ubuntu/focal/' +
    'eventstore-oss_23.10.1_amd64.deb/download.deb?distro_version_id=210',
  sha256: '0a425d25106816e580bbf611d461147e66e864ff1bc0cc5e88a09405bfcd48ff',
}

/** The package could not be had, or is another one than the one that is expected. */
export class PackageUnavailable extends Error {
  readonly code = 'EVENT_STORE_PACKAGE_UNAVAILABLE'

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'PackageUnavailable'
  }
}

/**
 * Returns the content of the package: from `file` when it is given, else from the cache of this user, else
 * from its maker.
 * @throws PackageUnavailable when it cannot be read or downloaded, or has another SHA-256
 */
export const readEventStorePackage = async (
  wanted: Package,
  { file, progress }: { file?: string | undefined; progress: Progress },
): Promise<Buffer> => {
  if (file !== undefined) return verified(wanted, readFile(file), file)
  const cached = join(cacheFolder(), wanted.name)
  if (existsSync(cached)) return verified(wanted, readFile(cached), cached)
  progress(`Downloading ${wanted.name} (55 MB, once)`)
  const content = verified(wanted, await download(wanted.url), wanted.url)
  mkdirSync(cacheFolder(), { recursive: true })
  const draft = `${cached}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, cached)
  return content
}

const cacheFolder = (): string =>
  join(environment().XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'finance-service')

const readFile = (file: string): Buffer => {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new PackageUnavailable(`The package ${file} cannot be read`, cause)
  }
}

const download = async (url: string): Promise<Buffer> => {
  const advice = 'download it elsewhere and give it with --event-store-package FILE'
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (cause) {
    throw new PackageUnavailable(
      `The package of EventStoreDB cannot be downloaded from ${url}; ${advice}`,
      cause,
    )
  }
}

const verified = ({ name, sha256 }: Package, content: Buffer, source: string): Buffer => {
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== sha256)
    throw new PackageUnavailable(`${source} is not ${name}: its SHA-256 is ${actual}, not ${sha256}`)
  return content
}
