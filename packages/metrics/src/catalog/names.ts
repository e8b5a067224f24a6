/** Types, fields and metrics. */
export const NAME = /^[a-z][a-z0-9_]{0,62}$/
export const PACK_NAME = /^[a-z][a-z0-9-]{0,62}$/
