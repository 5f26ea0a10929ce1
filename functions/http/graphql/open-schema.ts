import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'
import { settings } from '../../../infra/config/settings.ts'

/**
 * Whether clients may read the schema: by introspection, by `_service`, by suggestions in errors and in
 * GraphiQL.
 * @throws ConfigurationError when NODE_ENV or GRAPHQL_INTROSPECTION is invalid
 */
export const isSchemaOpen = (): boolean => {
  const { NODE_ENV, GRAPHQL_INTROSPECTION } = settings(['NODE_ENV', 'GRAPHQL_INTROSPECTION'])
  return GRAPHQL_INTROSPECTION ?? NODE_ENV !== 'production'
}

/** A validation rule: the field `_service` of a subgraph, which returns the schema, is an error. */
export const noServiceRule = (context: ValidationContext): ASTVisitor => ({
  Field(node) {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType())
      return
    const message = 'GraphQL introspection has been disabled, but the query contains the field "_service".'
    context.reportError(new GraphQLError(message, { nodes: node }))
  },
})
