import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { guard } from '../../local/child-process/guardian.ts'
import { usablePort } from '../../local/child-process/port.ts'
import { StartError } from '../../local/child-process/start-error.ts'
import { ensureAwsTools } from './python.ts'

export type Moto = {
  /** A value for AWS_ENDPOINT_URL. */
  url: string
  /** The output of the server so far. */
  output: () => string
  stop: () => Promise<void>
}

const readyTimeoutMs = 120_000

/**
 * Starts an empty AWS of moto's on a free port. It ends with this process.
 * @throws AWS_TOOLS_NEED_PYTHON, AWS_TOOLS_FETCH_FAILED when moto is not there and cannot be installed
 * @throws MOTO_FAILED when it does not start in time
 */
export const startMoto = async (): Promise<Moto> => {
  const python = await ensureAwsTools((line) => process.stderr.write(`${line}\n`))
  const port = await usablePort({ port: undefined, user: 'moto' })
  const url = `http://127.0.0.1:${port}`
  const program = join(import.meta.dirname, 'serve.py')
  const child = spawn(python, [program, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000)
    })
  const ended = once(child, 'exit')
  if (child.pid !== undefined) guard({ pid: child.pid, signal: 'TERM' })
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
  }
  const deadline = Date.now() + readyTimeoutMs
  while (!(await isListening(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill()
      throw new StartError('MOTO_FAILED', `moto did not start: ${output.slice(-2000)}`)
    }
    await pause(100)
  }
  return { url, output: () => output, stop }
}

const isListening = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}
