import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { userInfo } from 'node:os'

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
 * The user of the server. `owner` owns the data. As root the server runs in a user namespace that shows root as an ordinary
 * user, so that nothing has to be created or handed over; where namespaces are refused (many containers) it runs as nobody;
 * data that an ordinary user made stays that user's.
 */
export const accountFor = (owner: { uid: number; gid: number }): Account => {
  if (process.getuid?.() !== 0) return named() || !namespacesAllowed() ? direct : namespaced
  if (owner.uid !== 0) return as(owner)
  return namespacesAllowed() ? namespaced : as({ uid: nobody, gid: nobody })
}

/** initdb refuses a user id without a name, which is what a container started with --user has. */
const named = (): boolean => {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

const direct: Account = {
  command: (program, args) => [program, [...args]],
  identity: undefined,
  give: () => undefined,
}

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
