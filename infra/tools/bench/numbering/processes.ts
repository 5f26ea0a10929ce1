import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root, type Service } from '../service.ts'
import type { Approved, Request } from './approve-drafts.ts'

/** A process that approves drafts with the handler of the command. */
export type Approver = { ask(request: Request): Promise<Approved>; stop(): void }

/** @throws Error when the process ends before it is ready; it has printed why */
export const startApprover = async (service: Service): Promise<Approver> => {
  const child = fork(join(root, 'infra/tools/bench/numbering/approve-drafts.ts'), [], {
    env: { ...service.environment, USAGE_METERING: 'false' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await nextMessage(child)
  return {
    ask: (request) => {
      child.send(request)
      return nextMessage(child) as Promise<Approved>
    },
    stop: () => void child.kill(),
  }
}

/** @throws Error when the process ends instead */
const nextMessage = async (child: ChildProcess): Promise<unknown> => {
  const finished = new AbortController()
  const { signal } = finished
  try {
    const ended = once(child, 'exit', { signal }).then(() => undefined)
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) ?? []
    if (message === undefined) throw new Error('A process that approves ended: an approval has failed')
    return message
  } finally {
    finished.abort()
  }
}
