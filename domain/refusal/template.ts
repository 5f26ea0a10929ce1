import type { Param } from './entry.ts'

/** The template with each {name} replaced by its parameter; lists are joined by commas. */
export const fillTemplate = (template: string, params: Readonly<Record<string, Param>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => [params[name] ?? ''].flat().join(', '))
