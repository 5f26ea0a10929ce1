import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { StartError } from './start-error.ts'

/** How the server's programs are started: PostgreSQL refuses to run as root. */
export type Account = {
  command: (program: string, args: readonly string[]) => [string, string[]]
  /** Set where the programs run under another user than this process. */
  identity: { uid: number; gid: number } | undefined
  /** Hands a file or folder to the user of the server. */
  give: (path: string) => void
}

const nobody = 65534

/**
 * The user of the server. `owner` is the owner of the data folder, undefined while there is none. As root the server runs in
 * a user namespace that shows root as an ordinary user, so that nothing has to be created or handed over; where namespaces
 * are refused (many containers) it runs as nobody; data that an ordinary user made stays that user's.
 */
export const accountFor = (owner: { uid: number; gid: number } | undefined): Account => {
  if (process.getuid?.() !== 0) return direct
  if (owner !== undefined && owner.uid !== 0) return as(owner)
  if (namespacesAllowed()) return namespaced
  if (owner !== undefined) {
    throw new StartError(
      'POSTGRES_NEEDS_USER',
      'The data folder belongs to root, PostgreSQL refuses to run as root, and this system allows no user namespaces (unshare --user): ' +
        'give the folder "postgres" in DATA_DIR to another user (chown -R), or start as an ordinary user',
    )
  }
  return as({ uid: nobody, gid: nobody })
}

const direct: Account = { command: (program, args) => [program, [...args]], identity: undefined, give: () => undefined }

const namespace = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

const namespaced: Account = {
  command: (program, args) => ['unshare', [...namespace, program, ...args]],
  identity: undefined,
  give: () => undefined,
}

const as = (identity: { uid: number; gid: number }): Account => ({
  command: (program, args) => [program, [...args]],
  identity,
  give: (path) => chownSync(path, identity.uid, identity.gid),
})

const namespacesAllowed = (): boolean => {
  try {
    execFileSync('unshare', [...namespace, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
