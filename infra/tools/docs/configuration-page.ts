import type * as z from 'zod'
import { isSecret, variableGroups } from '../../config/variables.ts'
import { code, page, table } from './markdown.ts'

const intro = `Environment variables are the only configuration. An empty value counts as not set. If a
variable is missing or invalid, the service does not start; the message names the variable and the form of
its values, but never repeats the value. A variable that is not listed here but begins with \`DATABASE_\`,
\`EVENTSTORE_\`, \`KAFKA_\`, \`JWT_\`, \`REDIS_\`, \`OTEL_\` or \`CORS_\` causes a warning at the start.`

const legend = `**required** means that there is no default: the parts that use the variable do not start
without it. \`npm run dev\` sets the variables of the stores that it starts. The values of secrets appear
in no message and no log.`

const defaultOf = (schema: z.ZodType): string => {
  const { success, data } = schema.safeParse(undefined)
  if (!success) return '**required**'
  return data === undefined ? '' : code(String(data))
}

const rows = (group: Readonly<Record<string, z.ZodType>>): string[][] =>
  Object.entries(group).map(([name, schema]) => [
    code(name),
    defaultOf(schema),
    `${schema.description ?? ''}${isSecret(schema) ? ' (secret)' : ''}`,
  ])

/** The page of all environment variables, with their defaults and meanings. */
export const configurationPage = (): string =>
  page(
    '# Configuration',
    intro,
    legend,
    ...Object.entries(variableGroups).flatMap(([title, group]) => [
      `## ${title}`,
      table(['Variable', 'Default', 'Meaning'], rows(group)),
    ]),
  )
