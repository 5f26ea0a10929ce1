import type * as z from 'zod'
import { isSecret } from '../../config/value-schemas.ts'
import { variableGroups } from '../../config/variables.ts'
import { code, page, table } from './markdown.ts'

const intro = `Environment variables are the only configuration. An empty value counts as not set. If a
variable is missing or invalid, the service does not start; the message names the variable and the form of
its values, but never repeats the value. A variable that is not listed here but begins with \`DATABASE_\`,
\`EVENTSTORE_\`, \`KAFKA_\`, \`REDIS_\`, \`INVOICE_CACHE_\`, \`RATE_LIMIT_\`, \`REQUEST_QUOTA_\`, \`JWT_\`, \`OTEL_\`,
\`CORS_\`, \`METRICS_\`, \`GRAPHQL_\` or \`HOST_ROLE\` causes a warning at the start.`

const legend = `**required** means that there is no default: the parts that use the variable do not start
without it. \`npm run dev\` sets the variables of the stores that it starts. The values of secrets appear
in no message and no log.`

const arns = `Instead of a secret itself the environment may contain the ARN of a secret in AWS Secrets
Manager, in a variable with \`_ARN\` behind a name that ends in \`SECRET\` and \`_SECRET_ARN\` behind every other:
the last table lists them. The text of the secret is the value. If it is a JSON object, the value is its
\`password\`, or the part that \`#key\` behind the ARN names. A secret in the environment itself comes first.`

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
    arns,
    ...Object.entries(variableGroups).flatMap(([title, group]) => [
      `## ${title}`,
      table(['Variable', 'Default', 'Meaning'], rows(group)),
    ]),
  )
