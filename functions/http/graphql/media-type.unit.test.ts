import { expect, test } from '@jest/globals'
import { acceptedMediaType, graphqlJson, json } from './media-type.ts'

test.each([
  // No preference.
  [undefined, json],
  ['', json],
  ['*/*', json],
  ['application/*', json],
  ['text/html', json],
  ['text/html, */*;q=0.8', json],
  // One of them.
  ['application/json', json],
  ['application/graphql-response+json', graphqlJson],
  ['Application/GraphQL-Response+JSON; charset=utf-8', graphqlJson],
  ['application/graphql-response+jsonx', json],
  ['text/application/graphql-response+json', json],
  // The order, when neither has a higher quality.
  ['application/json, application/graphql-response+json', json],
  ['application/graphql-response+json, application/json', graphqlJson],
  ['application/graphql-response+json, application/json, multipart/mixed', graphqlJson],
  // The quality before the order.
  ['application/graphql-response+json,application/json;q=0.9', graphqlJson],
  ['application/json;q=0.9,application/graphql-response+json', graphqlJson],
  ['application/graphql-response+json; q=0.1, application/json; charset=utf-8; q=0.5', json],
  ['application/graphql-response+json;Q=0.1, application/json;q=0.5', json],
  // A type that is named before one that a wildcard covers.
  ['*/*, application/graphql-response+json', graphqlJson],
  ['application/graphql-response+json, */*', graphqlJson],
  ['application/json, */*', json],
  ['application/graphql-response+json;q=0.5, */*', json],
  ['application/*;q=0.2, application/graphql-response+json;q=0.1', json],
  // A type that is refused.
  ['application/graphql-response+json;q=0', json],
  ['application/json;q=0, */*', graphqlJson],
  ['application/json;q=0, application/graphql-response+json;q=0', json],
])('Accept: %s gets %s', (accept, expected) => {
  expect(acceptedMediaType(accept)).toBe(expected)
})
