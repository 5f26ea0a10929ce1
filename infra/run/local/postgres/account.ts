import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'

type Identity = { uid: number; gid: number }

/** How the programs of PostgreSQL are started. They do not run as root. */
export type Account = {
  command: (program: string, args: readonly string[]) => [string, string[]]
  /** The user of the programs, where it is not the user of this process. */
  identity: Identity | undefined
  /** Makes the user of the programs the owner of a file or folder. */
  handOver: (path: string) => void
}

const nobody = 65534

/**
 * Returns the account for data of this owner. If this process is root, the programs run in a user namespace
 * in which root is an ordinary user, so no user has to be created and no file has to change its owner. Where
 * namespaces are forbidden, as in many containers, they run as the user nobody. For data of an ordinary user
 * they run as that user.
 */
export const accountFor = (owner: Identity): Account => {
  if (process.getuid?.() !== 0) return hasUserName() || !canUseNamespaces() ? direct : inNamespace
  if (owner.uid !== 0) return asUser(owner)
  return canUseNamespaces() ? inNamespace : asUser({ uid: nobody, gid: nobody })
}

/** initdb refuses a user id without a name, such as that of a container started with --user. */
const hasUserName = (): boolean => {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/**
 * Lets the user of the programs enter a folder of another user. Nobody can list it, and its files keep their
 * own modes.
 */
export const letEnter = (folder: string, { identity }: Pick<Account, 'identity'>): void => {
  const { uid, mode } = statSync(folder)
  if (identity !== undefined && identity.uid !== uid) chmodSync(folder, (mode & 0o777) | 0o011)
}

const direct: Account = {
  command: (program, args) => [program, [...args]],
  identity: undefined,
  handOver: () => undefined,
}

const namespaceArgs = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

const inNamespace: Account = {
  command: (program, args) => ['unshare', [...namespaceArgs, program, ...args]],
  identity: undefined,
  handOver: () => undefined,
}

const asUser = (identity: Identity): Account => ({
  command: (program, args) => [program, [...args]],
  identity,
  handOver: (path) => chownSync(path, identity.uid, identity.gid),
})

const canUseNamespaces = (): boolean => {
  try {
    execFileSync('unshare', [...namespaceArgs, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
