import type * as z from 'zod'
import { isSecret } from '../../config/value-schemas.ts'
import { variableGroups } from '../../config/variables.ts'
import { code, page, table } from './markdown.ts'

const intro = `Environment variables are the only configuration. An empty value counts as not set. If a
variable is missing or invalid, the service does not start; the message names the variable and the form of
its values, but never repeats the value. A variable that is not listed here causes a warning at the start if
its name begins with \`DATABASE_\`, \`EVENTSTORE_\`, \`KAFKA_\`, \`REDIS_\`, \`INVOICE_CACHE_\`,
\`RATE_LIMIT_\`, \`REQUEST_QUOTA_\`, \`JWT_\`, \`OTEL_\`, \`CORS_\`, \`METRICS_\`, \`GRAPHQL_\`,
\`DOCUMENT_\` or \`HOST_ROLE\`, unless it is one that Kubernetes sets for a service of such a name.`

const legend = `**required** means that there is no default: the parts that use the variable do not start
without it. \`npm run dev\` sets the variables of the stores that it starts. The values of secrets appear
in no message and no log.`

const arns = `A secret need not be in the environment itself: a variable of the last table may contain the
ARN of a secret in AWS Secrets Manager. Its name is that of the variable for the secret with \`_ARN\` at the
end if that name ends in \`SECRET\`, and with \`_SECRET_ARN\` otherwise. The text of the secret is the value.
If it is a JSON object, the value is its \`password\`, or the part that \`#key\` at the end of the ARN names.
If both variables are set, the ARN is not used.`

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
