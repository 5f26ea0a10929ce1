import type { MiddlewareObj } from '@middy/core'
import type * as z from 'zod'
import { shorten } from '../observability/shorten.ts'
import type { Answer, Envelope } from './envelope.ts'
import { failed, maxProblems } from './failure.ts'

/**
 * Replaces the input with the output of the schema, or fails with INVALID_INPUT and the problems, the first
 * one as message.
 */
export const validateInput = (schema: z.ZodType): MiddlewareObj<Envelope, Answer> => ({
  before: async (request) => {
    const parsed = schema.safeParse(request.event.input)
    if (!parsed.success) return invalidInput(parsed.error.issues)
    request.event.input = parsed.data
    return undefined
  },
})

const invalidInput = (issues: z.core.$ZodIssue[]): Answer => {
  const problems = issues
    .flatMap(issuesOfUnion)
    .slice(0, maxProblems)
    .map((issue) => ({ path: shorten(fieldPath(issue)), message: shorten(issue.message) }))
  const [first] = problems
  return failed({
    code: 'INVALID_INPUT',
    message: first ? `${first.path}: ${first.message}` : 'The input is not valid',
    path: first?.path,
    params: { problems },
  })
}

/** The issues of the first of several schemas, when no schema accepts the value: the union only says so. */
const issuesOfUnion = (issue: z.core.$ZodIssue): z.core.$ZodIssue[] =>
  issue.code === 'invalid_union' ? (issue.errors[0] ?? [issue]) : [issue]

/** For example `input.lineItems[2].quantity`. The path of an unknown field includes its name. */
const fieldPath = (issue: z.core.$ZodIssue): string => {
  const segments = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  return segments
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : `${index ? '.' : ''}${String(segment)}`,
    )
    .join('')
}
