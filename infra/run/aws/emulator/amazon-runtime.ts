import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath } from '../../local/child-process/find-on-path.ts'
import { install } from '../../local/child-process/install.ts'
import { StartError } from '../../local/child-process/start-error.ts'
import { cachedFolder } from '../../local/data-folder/cached-folder.ts'

/** Amazon's own parts around a function on Lambda. */
export type AmazonRuntime = {
  /** Path of the Runtime Interface Emulator: it runs one function as Lambda does. */
  emulator: string
  /** Path of the runtime interface client: it loads the handler and calls it. */
  client: string
}

const emulatorModule = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie'
const emulatorVersion = 'v0.0.0-20261030222936-bef5c4ba774d'
const clientVersion = '4.0.2'
/** npm chooses no version of the client's own dependencies that is younger. */
const clientDependenciesBefore = '2026-11-20'

/** The client contains C++, and curl, that its install script compiles with the last four. */
const tools = ['go', 'npm', 'cmake', 'make', 'g++', 'python3']

/**
 * Returns Amazon's runtime. It is in the cache of this user, or in `fallback` where that cannot be written.
 * When it is not there, it is fetched and compiled, which takes up to four minutes.
 * @throws LAMBDA_RUNTIME_NEEDS_LINUX on another system, because the client cannot be compiled there
 * @throws LAMBDA_RUNTIME_NEEDS_TOOLS when programs that this takes are not on the PATH
 * @throws LAMBDA_RUNTIME_INSTALL_FAILED when one of them fails
 * @throws DATA_DIR_NOT_WRITABLE when neither folder can be written
 */
export const ensureAmazonRuntime = async (
  fallback: string,
  log: (line: string) => void,
): Promise<AmazonRuntime> => {
  requireLinux()
  const name = `lambda-runtime-${emulatorVersion.split('-').at(-1)}-${clientVersion}`
  const folder = await cachedFolder({ name, fallback }, async (draft) => {
    requireTools()
    log('Installing the runtime of Lambda (once, up to four minutes)')
    await installEmulator(draft, log)
    await installClient(draft, log)
  })
  return {
    emulator: join(folder, 'aws-lambda-rie'),
    client: join(folder, 'node_modules/aws-lambda-ric/index.mjs'),
  }
}

const requireLinux = (): void => {
  if (process.platform !== 'linux')
    throw new StartError('LAMBDA_RUNTIME_NEEDS_LINUX', "Amazon's runtime of Lambda runs only on Linux")
}

const requireTools = (): void => {
  const missing = tools.filter((tool) => findOnPath(tool) === undefined)
  if (missing.length > 0)
    throw new StartError(
      'LAMBDA_RUNTIME_NEEDS_TOOLS',
      `Amazon's runtime of Lambda is compiled here; not on the PATH: ${missing.join(', ')}`,
    )
}

const installEmulator = (draft: string, log: (line: string) => void): Promise<void> =>
  install({
    what: "Compiling Amazon's Runtime Interface Emulator",
    command: 'go',
    args: ['install', `${emulatorModule}@${emulatorVersion}`],
    folder: draft,
    environment: { ...process.env, GOBIN: draft, GOFLAGS: '-buildvcs=false' },
    log,
  }).catch(installFailed)

const installClient = async (draft: string, log: (line: string) => void): Promise<void> => {
  const manifest = { private: true, dependencies: { 'aws-lambda-ric': clientVersion } }
  writeFileSync(join(draft, 'package.json'), JSON.stringify(manifest))
  // Its install script reads no setting of this project, but npm passes all of them on.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)),
  )
  const args = ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--no-package-lock']
  await install({
    what: "Compiling Amazon's runtime interface client",
    command: 'npm',
    args: [...args, `--before=${clientDependenciesBefore}`],
    folder: draft,
    environment,
    log,
  }).catch(installFailed)
}

const installFailed = (cause: unknown): never => {
  const reason = cause instanceof Error ? cause.message : cause
  throw new StartError(
    'LAMBDA_RUNTIME_INSTALL_FAILED',
    `Amazon's runtime of Lambda could not be installed: ${reason}`,
    cause,
  )
}
