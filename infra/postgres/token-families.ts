import type { Queries } from './connect.ts'

/** The refresh tokens that were made from one another since a login. */
export type TokenFamily = {
  id: string
  tenantId: string
  userId: string
  /** Seconds since 1970. */
  expiresAt: number
}

/** A refresh token of a family, and the hash of the key of the request, if it has one. */
export type FamilyToken = { familyId: string; generation: number; keyHash: string | undefined }

export type Rotation =
  | { outcome: 'rotated'; generation: number; refreshedAt: number; expiresAt: number }
  /** A token before the last one was used again, so the family is revoked now. */
  | { outcome: 'reused' }
  | { outcome: 'revoked' }
  /** The token is valid, and its family was refreshed too often. */
  | { outcome: 'too often' }
  /** There is no such family, or none any more. */
  | { outcome: 'unknown' }

/** A repetition with the same key within this time gets what the first request got. */
const repeatableSeconds = 60
/** A login is refreshed every quarter of an hour. More of them at once come from reloads of a page. */
const refreshesAtOnce = 10
/** After this time a login has one more of them. */
export const secondsPerRefresh = 10
/** Expired families that one refresh deletes at most. A login makes one, and is refreshed many times. */
const deletedAtOnce = 100

/** Creates a family whose token of generation 1 is valid. */
export const createFamily = async (
  sql: Queries,
  { id, tenantId, userId, expiresAt }: TokenFamily,
): Promise<void> => {
  await sql`
    insert into finance.token_families (id, tenant, user_id, expires_at)
    values (${id}, ${tenantId}, ${userId}, to_timestamp(${expiresAt}))`
}

/**
 * Makes the next token of a family the valid one, if this token is. Of several requests with one token
 * exactly one succeeds, and the others revoke the family: nobody can tell the owner of a token from a thief.
 * Only a repetition of the last request, which has the same key, gets the same result once more. A family has
 * ten refreshes at once, and one more every ten seconds.
 * @throws StoreUnavailable when the database cannot be used now
 */
export const rotateFamily = async (sql: Queries, token: FamilyToken): Promise<Rotation> => {
  const rotated = await rotateIfValid(sql, token)
  if (rotated !== undefined) return rotated
  return (await revokeIfReused(sql, token)) ? { outcome: 'reused' } : readOutcome(sql, token)
}

/** `refreshedAt` and `expiresAt` are whole seconds since 1970. */
type Row = { generation: number; refreshedAt: number; expiresAt: number }

const rotateIfValid = async (
  sql: Queries,
  { familyId, generation, keyHash }: FamilyToken,
): Promise<Rotation | undefined> => {
  const [row] = await sql<Row[]>`
    with expired as (
      delete from finance.token_families where id in (
        select id from finance.token_families where expires_at < now() - interval '1 day'
        order by expires_at limit ${deletedAtOnce} for update skip locked)
    )
    update finance.token_families
    set generation = generation + 1, key_hash = ${keyHash ?? null}, refreshed_at = now(),
      refreshes_missing = ${missing(sql)} + 1
    where id = ${familyId} and generation = ${generation} and revoked_at is null and expires_at > now()
      and ${missing(sql)} + 1 <= ${refreshesAtOnce}
    returning ${columns(sql)}`
  return row && { outcome: 'rotated', ...row }
}

const missing = (sql: Queries) => sql`
  greatest(0, refreshes_missing
    - extract(epoch from now() - coalesce(refreshed_at, created_at))::float8 / ${secondsPerRefresh})`

const columns = (sql: Queries) => sql`
  generation, floor(extract(epoch from refreshed_at))::float8 as "refreshedAt",
  extract(epoch from expires_at)::float8 as "expiresAt"`

/** Revokes the family of a token that was used before, unless this is a repetition of its last use. */
const revokeIfReused = async (
  sql: Queries,
  { familyId, generation, keyHash }: FamilyToken,
): Promise<boolean> => {
  const reused = await sql`
    update finance.token_families set revoked_at = coalesce(revoked_at, now())
    where id = ${familyId} and generation > ${generation}
      and (generation = ${generation + 1} and key_hash = ${keyHash ?? null} and revoked_at is null
        and refreshed_at > now() - make_interval(secs => ${repeatableSeconds})) is not true
    returning 1`
  return reused.length > 0
}

/** Returns why a token that was not used before is not valid, or what its last use has returned. */
const readOutcome = async (sql: Queries, { familyId, generation }: FamilyToken): Promise<Rotation> => {
  const [row] = await sql<(Row & { revoked: boolean })[]>`
    select ${columns(sql)}, revoked_at is not null as revoked
    from finance.token_families where id = ${familyId} and expires_at > now()`
  if (row === undefined || row.generation < generation) return { outcome: 'unknown' }
  const { revoked, ...current } = row
  if (revoked) return { outcome: 'revoked' }
  if (row.generation === generation) return { outcome: 'too often' }
  return row.generation === generation + 1 ? { outcome: 'rotated', ...current } : { outcome: 'unknown' }
}

/**
 * Revokes a family: none of its tokens is valid any more. To revoke it again changes nothing.
 * @throws StoreUnavailable when the database cannot be used now
 */
export const revokeFamily = async (sql: Queries, familyId: string): Promise<void> => {
  await sql`
    update finance.token_families set revoked_at = now() where id = ${familyId} and revoked_at is null`
}

/** Revokes all families of a user and returns how many there were. The tenant of the platform is ''. */
export const revokeFamiliesOf = async (
  sql: Queries,
  { tenantId, userId }: Pick<TokenFamily, 'tenantId' | 'userId'>,
): Promise<number> => {
  const revoked = await sql`
    update finance.token_families set revoked_at = now()
    where tenant = ${tenantId} and user_id = ${userId} and revoked_at is null and expires_at > now()
    returning 1`
  return revoked.length
}
