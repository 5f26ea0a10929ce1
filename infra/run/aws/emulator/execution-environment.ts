import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { guard } from '../../local/child-process/guardian.ts'
import { spawnedPid } from '../../local/child-process/spawned-pid.ts'
import { stopProcess } from '../../local/child-process/stop-process.ts'
import type { AmazonRuntime } from './amazon-runtime.ts'
import type { PackagedFunction } from './template.ts'
import { startTracingProxy, type TracingProxy } from './tracing-proxy.ts'

/** What the runtime returned: a result as JSON, or the error of the function. */
export type Outcome =
  | { result: string }
  | { error: { errorType: string; errorMessage: string; trace?: string[] } }

/**
 * One execution environment of a function: Amazon's emulator, and below it a process of Node.js with Amazon's
 * client and the function. The process is started at the first invocation, and again after one that timed
 * out.
 */
export type ExecutionEnvironment = {
  /** Runs one invocation. Never two at a time. */
  invoke(payload: string, requestId: string): Promise<Outcome>
  /** Stops the process of the function between two invocations, as Lambda does; timers stand still. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

type Options = {
  runtime: AmazonRuntime
  declaration: PackagedFunction
  /** The unpacked zip. */
  folder: string
  /** What Lambda adds to the variables of the template. */
  platformEnvironment: Record<string, string>
  /** The descriptor of the file to which the function logs. */
  output: number
  /** The X-Ray header of every invocation. */
  traceHeader?: string | undefined
}

const readyTimeoutMs = 30_000

/**
 * Starts an execution environment.
 * @throws Error when the emulator cannot be started, or does not listen in time
 */
export const startExecutionEnvironment = async (options: Options): Promise<ExecutionEnvironment> => {
  const host = ownAddress()
  const { traceHeader } = options
  const proxy = traceHeader ? await startTracingProxy({ host, port: runtimePort }, traceHeader) : undefined
  const child = spawnEmulator(options, host, proxy)
  const pid = await spawnedPid(child).catch(async (error: unknown) => {
    await proxy?.close()
    throw error
  })
  const guardian = guard({ pid, signal: 'TERM' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    resumeAll(pid)
    await stopProcess(pid, 'SIGTERM', 5_000).then((stopped) => stopped || stopProcess(pid, 'SIGKILL', 5_000))
    await exited
    guardian.dismiss()
    await proxy?.close()
  }
  const isReady = await Promise.race([waitUntilListening(host), exited.then(() => false)])
  if (!isReady) {
    await stop()
    throw new Error(`The emulator of ${options.declaration.key} did not start`)
  }
  return {
    invoke: (payload, requestId) => invokeAfterReset(() => post(host, payload, requestId)),
    freeze: () => signalChildren(pid, 'SIGSTOP'),
    thaw: () => resumeAll(pid),
    stop,
  }
}

const invokePort = 8080
const runtimePort = 9001

/** On Linux every address from 127.0.0.0 is this machine, so no two emulators meet on a port. */
const ownAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`

const spawnEmulator = (
  { runtime, declaration, folder, platformEnvironment, output }: Options,
  host: string,
  proxy: TracingProxy | undefined,
) => {
  const args = [
    ...['--log-level', 'error'],
    ...['--runtime-interface-emulator-address', `${host}:${invokePort}`],
    ...['--runtime-api-address', `${host}:${runtimePort}`],
    ...(proxy === undefined ? [] : ['/usr/bin/env', `AWS_LAMBDA_RUNTIME_API=${host}:${proxy.port}`]),
    ...[process.execPath, runtime.client, declaration.handler],
  ]
  return spawn(runtime.emulator, args, {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      ...declaration.environment,
      ...lambdaVariables(declaration, folder),
      ...platformEnvironment,
    },
  })
}

/** The variables that Lambda sets itself. */
const lambdaVariables = ({ name, memoryMegabytes, timeoutSeconds }: PackagedFunction, folder: string) => ({
  PATH: dirname(process.execPath),
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  LAMBDA_TASK_ROOT: folder,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: 'ap-southeast-1',
  AWS_DEFAULT_REGION: 'ap-southeast-1',
  AWS_ACCESS_KEY_ID: 'emulator',
  AWS_SECRET_ACCESS_KEY: 'emulator',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
  // Read by the emulator, in whole seconds.
  AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSeconds),
  NODE_OPTIONS: '--no-experimental-require-module --no-experimental-detect-module',
})

const waitUntilListening = async (host: string): Promise<boolean> => {
  const deadlineMs = performance.now() + readyTimeoutMs
  while (performance.now() < deadlineMs) {
    if (await accepts(host)) return true
    await pause(5)
  }
  return false
}

const accepts = (host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(invokePort, host)
    socket.once('connect', () => socket.end(() => resolve(true))).once('error', () => resolve(false))
  })

const post = (host: string, payload: string, requestId: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request({
      host,
      port: invokePort,
      path: '/2015-03-31/functions/function/invocations',
      method: 'POST',
      headers: { 'x-amzn-requestid': requestId },
      agent: false,
    })
    sent.once('error', reject).once('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.once('end', () => resolve(body)).once('error', reject)
    })
    sent.end(payload)
  })

const resetAttempts = 10
const resetPauseMs = 100

/**
 * After a time-out the emulator replies before it has ended the process, and an invocation in that moment
 * fails without reaching the function.
 */
const invokeAfterReset = async (send: () => Promise<string>): Promise<Outcome> => {
  for (let attempt = 1; ; attempt++) {
    const body = await send()
    if (!body.includes('ErrGateCanceled') || attempt === resetAttempts) return outcomeOf(body)
    await pause(resetPauseMs)
  }
}

/**
 * The emulator does not say whether a body is a result or an error. No function here returns an object that
 * begins with `errorType`.
 */
const outcomeOf = (body: string): Outcome => {
  if (/^Task timed out after [\d.]+ seconds$/.test(body))
    return { error: { errorType: 'Sandbox.Timedout', errorMessage: body } }
  if (body === '') return { error: { errorType: 'Runtime.Unknown', errorMessage: 'The runtime ended' } }
  return body.startsWith('{"errorType"') ? { error: JSON.parse(body) } : { result: body }
}

const resumeAll = (pid: number): void => signalChildren(pid, 'SIGCONT')

const signalChildren = (pid: number, signal: NodeJS.Signals): void => {
  for (const child of childrenOf(pid)) process.kill(child, signal)
}

const childrenOf = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}
