import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3'

/**
 * Deletes every version of every object, because CloudFormation deletes only an empty bucket.
 * @throws Error with the key of the first object that cannot be deleted, and why
 */
export const emptyBucket = async (s3: S3Client, bucket: string): Promise<void> => {
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }))
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    if (versions.length === 0) return
    const Objects = versions.map(({ Key, VersionId }) => ({ Key, VersionId }))
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    )
    // The request itself succeeds when an object stays, so the same page would come back without end.
    const [first] = Errors
    if (first !== undefined)
      throw new Error(
        `${Errors.length} of ${Objects.length} objects in the bucket ${bucket} cannot be deleted; ` +
          `${first.Key}: ${first.Message ?? first.Code}`,
      )
  }
}
