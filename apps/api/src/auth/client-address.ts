/**
 * The header in which the peer's address reaches better-auth. It is set by us on every request that is handed over, so
 * that a client cannot choose it.
 */
export const CLIENT_ADDRESS_HEADER = 'x-tidemark-client-address'
