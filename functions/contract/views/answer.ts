import type { Refusal } from '../../../domain/decision.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed, maxProblems } from '../../../infra/lambda/failure.ts'

export const answerWith = <Value>(value: Value): Answer<Value> => ({ ok: true, value })

/**
 * The answer for a refusal, with everything that is wrong with the input (at most 50 problems). Nothing was
 * appended, and the same call would fail again.
 */
export const failWith = ({ others, ...first }: Refusal): ReturnType<typeof failed> => {
  const problems = others ? { problems: [first, ...others].slice(0, maxProblems) } : {}
  return failed({ ...first, params: { ...first.params, ...problems } })
}
