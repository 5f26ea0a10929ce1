import { join } from 'node:path'
import { type Size, sizes } from '../../run/aws/deploy/stage.ts'
import { type Role, resourceTexts, type Statement, stageOfSize } from '../../run/aws/roles.ts'
import { code, page, table } from './markdown.ts'

const manifestPath = join(import.meta.dirname, '../../../serverless.yml')
const stage = 'prod'

/** Why a policy has statements for every resource. A policy that is not listed must name its resources. */
export const reasonsForAll: Readonly<Record<string, string>> = {
  tracing: 'X-Ray has no resources that a policy could name.',
  network:
    'The interfaces do not exist before Lambda creates them, and actions that describe interfaces have no ' +
    'resources. The code of a function may use none of these actions.',
  kafkaPoll: 'Lambda describes the network of the cluster; these actions have no resources.',
}

const intro = `Each kind of function has a role of its own. This page lists what the roles permit in the stage
\`${stage}\`; a test compares it with the packaged template. \`<...>\` is a value that CloudFormation knows:
\`<finance-${stage}-...>\` is exported by the stack of the network or of the stores. A secret is readable only
for the functions that use it.`

type Row = { cells: string[]; sizes: string[] }

const effectOf = ({ Effect, Condition }: Statement): string =>
  Effect === 'Allow' ? '' : Condition ? '**denied** to the code of the function' : '**denied**'

const rowsOf = ({ policies, managed }: Role): string[][] => [
  ...managed.map((arn) => ['', JSON.stringify(arn), '', '']),
  ...policies.flatMap(({ PolicyName, PolicyDocument }) =>
    PolicyDocument.Statement.map((statement) => [
      PolicyName,
      [statement.Action].flat().map(code).join(', '),
      resourceTexts(statement).map(code).join(', '),
      effectOf(statement),
    ]),
  ),
]

type RolesOfSize = { size: Size; roles: Role[] }

/** The rows of a role in both sizes; each row says in which sizes it is. */
const mergedRows = (name: string, stages: readonly RolesOfSize[]): Row[] => {
  const rows = new Map<string, Row>()
  for (const { size, roles } of stages) {
    const role = roles.find((one) => one.name === name)
    for (const cells of role ? rowsOf(role) : []) {
      const key = JSON.stringify(cells)
      rows.set(key, { cells, sizes: [...(rows.get(key)?.sizes ?? []), size] })
    }
  }
  return [...rows.values()]
}

const section = ({ name, functions }: Role, stages: readonly RolesOfSize[]): string[] => [
  `## ${name}`,
  `Functions: ${functions.map(code).join(', ')}`,
  table(
    ['Policy', 'Actions', 'Resources', ''],
    mergedRows(name, stages).map(
      ({ cells: [policy = '', actions = '', resources = '', effect = ''], sizes: in_ }) => [
        policy,
        actions,
        resources,
        [effect, in_.length < sizes.length ? `only in the size ${in_.join()}` : '']
          .filter(Boolean)
          .join('; '),
      ],
    ),
  ),
]

/** The page of the IAM roles of the functions, with every action and resource. */
export const rolesPage = (): string => {
  const stages = sizes.map((size) => ({ size, roles: stageOfSize(manifestPath, size, stage).roles }))
  return page(
    '# Roles of the functions on AWS',
    intro,
    '## Policies for all resources',
    table(
      ['Policy', 'Why'],
      Object.entries(reasonsForAll).map((row) => [...row]),
    ),
    ...(stages[0]?.roles ?? []).flatMap((role) => section(role, stages)),
  )
}
