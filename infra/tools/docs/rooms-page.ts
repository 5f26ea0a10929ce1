import { readImports } from './imports.ts'
import { page } from './markdown.ts'
import { type Arrow, arrowsOf } from './rooms.ts'

const intro = `Each box is a room. An arrow means that production code of one room imports another room.
Arrows point down: from the functions to the rooms that they share, and from both to rules and technologies.
[architecture.md](architecture.md) says what each room contains.`

const id = (room: string): string => room.replaceAll(/[^a-z]/g, '_')
const label = (room: string): string => (room === 'domain' ? 'domain' : room.slice(room.indexOf('/') + 1))

const boxes = (top: string, rooms: readonly string[]): string[] => {
  const lines = rooms
    .filter((room) => room.split('/')[0] === top)
    .map((room) => `${id(room)}["${label(room)}"]`)
  if (top === 'domain') return lines.map((line) => `  ${line}`)
  return [`  subgraph ${top}`, ...lines.map((line) => `    ${line}`), '  end']
}

const flowchart = (arrows: readonly Arrow[]): string => {
  const rooms = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort()
  const tops = [...new Set(rooms.map((room) => room.split('/')[0] ?? ''))]
  const lines = arrows.map(({ from, to }) => `  ${id(from)} --> ${id(to)}`)
  return ['```mermaid', 'flowchart TD', ...tops.flatMap((top) => boxes(top, rooms)), ...lines, '```'].join(
    '\n',
  )
}

const isIn = (top: string) => (room: string) => room.startsWith(`${top}/`)
const [isFunctions, isInfra] = [isIn('functions'), isIn('infra')]

/** The page of the rooms and the arrows between them. */
export const roomsPage = (): string => {
  const arrows = arrowsOf(readImports())
  const rules = arrows.filter(({ from, to }) => isFunctions(from) && !isInfra(to))
  const technologies = arrows.filter(({ from, to }) => isFunctions(from) && isInfra(to))
  const infra = arrows.filter(({ from }) => isInfra(from))
  return page(
    '# Rooms',
    intro,
    '## Functions, shared rooms and rules',
    flowchart(rules),
    '## Technologies that the functions use',
    flowchart(technologies),
    '## Infrastructure',
    flowchart(infra),
  )
}
