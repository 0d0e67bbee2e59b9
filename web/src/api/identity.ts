import { api, unwrap } from "~/api/server/client"
import type { components } from "./schema.gen"

export type Identity = components["schemas"]["Identity"]

/** The account of this token. */
export const fetchIdentity = (authorization: string) =>
  unwrap(api.GET("/identity", { headers: { Authorization: authorization } }))

/** Ends the session early, for every tab and device with the token. */
export async function endSession(authorization: string) {
  await api.DELETE("/session", { headers: { Authorization: authorization } })
}
