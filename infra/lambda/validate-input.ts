import type { MiddlewareObj } from '@middy/core'
import type * as z from 'zod'
import type { Answer, Envelope } from './envelope.ts'
import { failed, problemsMax } from './failure.ts'

/** Replaces the input by what the schema makes of it, or answers with the first thing that is wrong and where. */
export const validated = (schema: z.ZodType): MiddlewareObj<Envelope, Answer> => ({
  before: async (request) => {
    const parsed = schema.safeParse(request.event.input)
    if (!parsed.success) return invalid(parsed.error.issues)
    request.event.input = parsed.data
    return undefined
  },
})

const invalid = (issues: z.core.$ZodIssue[]): Answer => {
  const problems = issues
    .slice(0, problemsMax)
    .map((issue) => ({ path: fieldPath(issue), message: issue.message }))
  const [first] = problems
  return failed({
    code: 'INVALID_INPUT',
    message: first ? `${first.path}: ${first.message}` : 'The input is not valid',
    path: first?.path,
    params: { problems },
  })
}

/** `input.lineItems[2].quantity`; an unknown field is named itself, not the object that holds it. */
const fieldPath = (issue: z.core.$ZodIssue): string => {
  const segments = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  return segments
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : `${index ? '.' : ''}${String(segment)}`,
    )
    .join('')
}
