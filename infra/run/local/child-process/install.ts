import { spawn } from 'node:child_process'

/** `what` is named in the lines about progress. */
type Installation = {
  what: string
  command: string
  args: readonly string[]
  folder: string
  environment?: NodeJS.ProcessEnv
  log(line: string): void
}

const progressMs = 3_000
const keptCharacters = 2_000

/**
 * Runs a command that installs something, and logs every few seconds for how long it has been running.
 * @throws Error when it fails, with the end of its output, or when it is not on the PATH (code ENOENT)
 */
export const install = async ({ what, log, ...command }: Installation): Promise<void> => {
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 1000)
  const progress = setInterval(() => log(`${what}: ${seconds()} s`), progressMs)
  try {
    await run(command)
  } finally {
    clearInterval(progress)
  }
}

const run = ({ command, args, folder, environment }: Omit<Installation, 'what' | 'log'>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keepEnd = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-keptCharacters)
    }
    child.stdout.on('data', keepEnd)
    child.stderr.on('data', keepEnd)
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim()))))
  })
