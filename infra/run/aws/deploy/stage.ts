export type Size = 'small' | 'production'
export const sizes: readonly Size[] = ['small', 'production']

/**
 * Other names of AWS contain it, of which the shortest may have 40 characters. Some, such as that of a cache,
 * may not have two dashes together, and a part of the name of a machine may not end with one.
 */
const stageForm = /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** The stacks of a stage that this command makes itself; osls makes that of the service. */
export const stackKinds = [
  'network',
  'secrets',
  'event-store',
  'event-store-1',
  'event-store-2',
  'event-store-3',
  'stores',
  'kafka-topic',
  'alarms',
  'store-alarms',
] as const
export type StackKind = (typeof stackKinds)[number]

export const stageNeeds =
  'a small letter, then up to 19 small letters, digits and single dashes between them, and no such end as ' +
  stackKinds.map((kind) => `-${kind}`).join(', ')

/** The stack of the service of a stage `prod-stores` would have the name of the stores of `prod`. */
export const isStage = (text: string): boolean =>
  stageForm.test(text) && !stackKinds.some((kind) => text.endsWith(`-${kind}`))

/** The stacks of the machines of the event store, the first of which is node 1. */
export const nodeKinds: Readonly<Record<Size, readonly StackKind[]>> = {
  small: ['event-store-1'],
  production: ['event-store-1', 'event-store-2', 'event-store-3'],
}

export const stackName = (stage: string, kind: StackKind): string => `finance-${stage}-${kind}`
export const serviceStackName = (stage: string): string => `finance-${stage}`
export const functionName = (stage: string, key: string): string => `finance-${stage}-${key}`
export const eventStoreDomain = (stage: string): string => `eventstore.finance-${stage}.internal`
