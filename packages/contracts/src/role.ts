import { z } from 'zod'

/** What a person may do in one project; each role includes the ones before it. */
export const ROLES = ['viewer', 'editor', 'admin'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** True where `role` grants at least what `needed` grants. */
export const roleIncludes = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)
