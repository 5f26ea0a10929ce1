import { fork } from 'node:child_process'
import { join } from 'node:path'
import { askProcess } from '../ask-process.ts'
import { root, type Service } from '../service.ts'
import type { Approved, Request } from './approve-drafts.ts'

/** A process that approves drafts with the handler of the command. */
export type Approver = { ask(request: Request): Promise<Approved>; stop(): void }

export const startApprover = (service: Service): Approver => {
  const child = fork(join(root, 'infra/tools/bench/numbering/approve-drafts.ts'), [], {
    env: { ...service.environment, USAGE_METERING: 'false' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    ask: (request) => askProcess<Approved>(child, request),
    stop: () => void child.kill(),
  }
}
