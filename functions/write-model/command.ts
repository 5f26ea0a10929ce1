import type * as z from 'zod'
import { type FunctionDeclaration, tenantFunction } from '../../infra/lambda/tenant-function.ts'
import { answerWith, selectedAnswer } from '../contract/views/answer.ts'
import { carryOut } from './carry-out.ts'
import { retryOnConflict } from './conflict.ts'
import { commandIdentity, refuseUnstorable } from './ledger.ts'
import type { Decide } from './situation.ts'
import type { Attempt, Kind, Subject } from './subject.ts'

/**
 * Makes the function of a command from its declaration. When another command appends to the same stream
 * first, the function tries again.
 */
export const command = <K extends Kind, Schema extends z.ZodType<object>>(
  subject: Subject<K, z.output<Schema>>,
  { decide, ...declared }: FunctionDeclaration<Schema> & { decide: Decide<K, z.output<Schema>> },
) =>
  tenantFunction({ ...declared, effect: 'changes' }, async (call) => {
    const unstorable = refuseUnstorable(call.context)
    if (unstorable) return unstorable
    const identity = commandIdentity(call, subject.targetOf(call).id)
    const seen: Attempt<z.output<Schema>>['seen'] = {}
    const outcome = await retryOnConflict(declared.operation, () =>
      carryOut(subject, decide, { call, identity, at: new Date().toISOString(), seen }),
    )
    if (!outcome.ok) return outcome
    const view = subject.view(outcome.stream, call.selection?.paths)
    return selectedAnswer(answerWith(view), call.selection)
  })
