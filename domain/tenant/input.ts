import type { Maybe } from '../maybe.ts'

/** A place of issue. The address can only be left out for MAIN, while the tenant has none. */
export type PlaceInput = Readonly<{
  code: string
  name: string
  address?: Maybe<string>
  /** Without a name, the responsible person of the tenant signs. */
  responsiblePersonName?: Maybe<string>
  responsiblePersonDesignation?: Maybe<string>
}>

type DetailsInput = Readonly<{
  bin?: Maybe<string>
  tin?: Maybe<string>
  address?: Maybe<string>
  responsiblePersonName?: Maybe<string>
  responsiblePersonDesignation?: Maybe<string>
  makerChecker?: Maybe<boolean>
  /** All places of issue besides MAIN; null for none. */
  places?: Maybe<readonly PlaceInput[]>
}>

export type RegisterTenantInput = DetailsInput & Readonly<{ id: string; name: string }>

/** Only given fields change. null clears an optional field, and is refused for a required one. */
export type UpdateTenantInput = DetailsInput &
  Readonly<{
    name?: Maybe<string>
    /** Taka; null for the default. */
    writeOffLimit?: Maybe<string>
  }>
