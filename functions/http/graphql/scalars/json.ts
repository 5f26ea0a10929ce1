import { GraphQLScalarType } from 'graphql'

/** Any JSON value, as it is. Only answers use it. */
export const json = new GraphQLScalarType({ name: 'JSON', serialize: (value) => value })
