import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from '../../../process/error-code.ts'
import { processStart } from '../../../process/process-identity.ts'

/** Signals a process and waits until it is gone. Returns false when it still runs after `timeoutMs`. */
export const stopProcess = async (
  pid: number,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> => {
  const started = processStart(pid)
  const deadline = Date.now() + timeoutMs
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return true
    throw error
  }
  while (processStart(pid) === started) {
    if (Date.now() > deadline) return false
    await pause(10)
  }
  return true
}
