import type { Broker } from '../stand-ins/broker.ts'
import type { EventStore } from '../stand-ins/event-store.ts'
import type { Actor, World } from './world.ts'

/** The stores of each world. */
type Stores = { eventStore: EventStore; broker: Broker }

const stores = new WeakMap<World, Stores>()

export const giveStores = (world: World, given: Stores): void => void stores.set(world, given)

const ofWorld = ({ world }: Actor): Stores => {
  const found = stores.get(world)
  if (!found) throw new Error('This world has no stores')
  return found
}

export const storeOf = (actor: Actor): EventStore => ofWorld(actor).eventStore
export const brokerOf = (actor: Actor): Broker => ofWorld(actor).broker
