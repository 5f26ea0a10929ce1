import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import { emptyBucket } from './bucket.ts'

type Entry = { Key: string; VersionId: string }

/** A bucket that lists two versions at a time and keeps the objects that are locked. */
const bucketWith = (versions: Entry[], markers: Entry[], locked: readonly string[] = []) => {
  const isLocked = ({ Key }: Entry) => locked.includes(Key)
  const remove = (list: Entry[], gone: readonly { Key?: string; VersionId?: string }[]) => {
    const kept = list.filter(
      (entry) => isLocked(entry) || !gone.some(({ VersionId }) => VersionId === entry.VersionId),
    )
    list.splice(0, list.length, ...kept)
  }
  const send = async (command: unknown) => {
    if (command instanceof ListObjectVersionsCommand)
      return { Versions: versions.slice(0, 2), DeleteMarkers: markers.slice(0, 2) }
    if (!(command instanceof DeleteObjectsCommand)) throw new Error('unexpected command')
    const asked = (command.input.Delete?.Objects ?? []) as Entry[]
    remove(versions, asked)
    remove(markers, asked)
    return { Errors: asked.filter(isLocked).map(({ Key }) => ({ Key, Message: 'Access Denied' })) }
  }
  return { s3: { send } as unknown as S3Client, versions, markers }
}

const entries = (...keys: string[]): Entry[] => keys.map((Key) => ({ Key, VersionId: `version of ${Key}` }))

test('every version and every marker is deleted, page by page', async () => {
  const { s3, versions, markers } = bucketWith(entries('a', 'b', 'c'), entries('d'))
  await emptyBucket(s3, 'artifacts')
  expect([...versions, ...markers]).toEqual([])
})

test('an object that cannot be deleted ends the removal with its key and the reason', async () => {
  const { s3 } = bucketWith(entries('a', 'setup.sh'), [], ['setup.sh'])
  await expect(emptyBucket(s3, 'artifacts')).rejects.toThrow(
    '1 of 2 objects in the bucket artifacts cannot be deleted; setup.sh: Access Denied',
  )
})
