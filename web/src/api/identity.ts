import { api, unwrap } from "~/api/server/client"
import type { components } from "./schema.gen"

export type Identity = components["schemas"]["Identity"]

/** Whom the server takes the holder of this token for. */
export const fetchIdentity = (authorization: string) =>
  unwrap(api.GET("/identity", { headers: { Authorization: authorization } }))

/** Ends the token early, in every tab and for whoever else holds it. */
export async function endSession(authorization: string) {
  await api.DELETE("/session", { headers: { Authorization: authorization } })
}
