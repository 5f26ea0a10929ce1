/** Invokes another function. Without an event it does not wait for its result, as for the relay. */
export const invoke = async (key: string, event?: string): Promise<void> => {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda')
  const client = new LambdaClient({})
  await client.send(
    new InvokeCommand({
      FunctionName: `${process.env.FUNCTION_PREFIX}${key}`,
      InvocationType: event === undefined ? 'Event' : 'RequestResponse',
      Payload: new TextEncoder().encode(event ?? '{}'),
    }),
  )
}
