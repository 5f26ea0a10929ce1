import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from './service.ts'

type Options = { environment: Record<string, string>; args: readonly (string | number)[] }

/**
 * Runs a program of the repository in a process of its own and returns what it prints.
 * @throws Error when it fails; it has printed why
 */
export const runScript = async (path: string, { environment, args }: Options): Promise<string> => {
  const child = spawn(process.execPath, [join(root, path), ...args.map(String)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${path} failed`)
  return output
}
