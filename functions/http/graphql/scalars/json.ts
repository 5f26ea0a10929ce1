import { GraphQLScalarType } from 'graphql'

/** Any JSON value, unchanged. No argument of the contract has this type. */
export const json = new GraphQLScalarType({ name: 'JSON', serialize: (value) => value })
