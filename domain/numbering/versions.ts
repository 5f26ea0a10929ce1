import { decode, encode, type StoredEvent } from '../event/decode.ts'
import { type RegisterEvent, registerEvents } from './events.ts'

/** Throws EventUndecodable. */
export const decodeRegisterEvent = (type: string, version: number, data: unknown): RegisterEvent =>
  decode(registerEvents, { type, version, data: data as StoredEvent['data'] })

export const encodeRegisterEvent = (event: RegisterEvent): StoredEvent => encode(registerEvents, event)
