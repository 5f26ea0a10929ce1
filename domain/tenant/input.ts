import type { Maybe } from '../maybe.ts'

type DetailsInput = Readonly<{
  bin?: Maybe<string>
  tin?: Maybe<string>
  address?: Maybe<string>
  responsiblePersonName?: Maybe<string>
  responsiblePersonDesignation?: Maybe<string>
  makerChecker?: Maybe<boolean>
}>

export type RegisterTenantInput = DetailsInput & Readonly<{ id: string; name: string }>

/** Only given fields change. null clears an optional field, and is refused for a required one. */
export type UpdateTenantInput = DetailsInput & Readonly<{ name?: Maybe<string> }>
