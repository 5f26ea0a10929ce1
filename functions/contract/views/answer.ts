import type { Refusal } from '../../../domain/decision.ts'
import type { Answer, Selection } from '../../../infra/lambda/envelope.ts'
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

/**
 * The answer with only the selected fields of its value; the whole without a selection. The whole view of an
 * invoice with many notes is larger than a response may be, although the command has taken effect.
 */
export const selectedAnswer = (answer: Answer, selection: Selection | undefined): Answer =>
  answer.ok ? { ok: true, value: prune(answer.value, selection?.paths) } : answer

/**
 * The value with only the fields that the paths lead to, in lists too. A path that ends at an object or a
 * list leads to all of it. A name that the value does not have is left out.
 */
export const prune = (value: unknown, paths: readonly string[] | undefined): unknown => {
  if (paths === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => prune(item, paths))
  const pruned: Record<string, unknown> = {}
  for (const [name, inner] of byFirstName(paths))
    if (Object.hasOwn(value, name))
      pruned[name] = prune((value as Record<string, unknown>)[name], inner.includes('') ? undefined : inner)
  return pruned
}

/** The paths below each name; '' where a path ends at the name. */
export const byFirstName = (paths: readonly string[]): Map<string, string[]> => {
  const names = new Map<string, string[]>()
  for (const path of paths) {
    const dot = path.indexOf('.')
    const name = dot === -1 ? path : path.slice(0, dot)
    const rest = dot === -1 ? '' : path.slice(dot + 1)
    const known = names.get(name)
    if (known) known.push(rest)
    else names.set(name, [rest])
  }
  return names
}
