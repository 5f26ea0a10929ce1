import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

export type Outcome = { code: number; stdout: string; stderr: string }

const tools = join(import.meta.dirname, '..')

/**
 * Runs a command of infra/tools with these variables and no others, until it ends. `input` is its standard
 * input.
 */
export const runTool = (
  program: string,
  args: readonly string[],
  environment: Record<string, string>,
  input = '',
): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { env: { ...pathAndCache(), HOME: process.env.HOME, ...environment } }
    const child = execFile(
      process.execPath,
      [join(tools, program), ...args],
      options,
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    )
    // A command that has ended does not read it.
    child.stdin?.on('error', () => undefined).end(input)
  })
