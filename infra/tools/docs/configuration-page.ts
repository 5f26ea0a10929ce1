import type * as z from 'zod'
import { isSecret, variableGroups } from '../../config/variables.ts'
import { code, page, table } from './markdown.ts'

const intro = `The service is configured by environment variables alone. An empty value counts as not set. A variable that is missing or bad stops
the start and is named, with what would be right; its value is never shown. A variable that begins like ours
(\`DATABASE_\`, \`EVENTSTORE_\`, \`KAFKA_\`, \`JWT_\`, \`REDIS_\`, \`OTEL_\`, \`CORS_\`) but is not listed here is warned of at the start.`

const legend = `**required** has no default: whatever needs it does not start without it (\`npm run dev\` sets those of the stores it starts itself).
Secrets are shown nowhere, neither in messages nor in logs.`

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

/** Every variable with its default and meaning. */
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
