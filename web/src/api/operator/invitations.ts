import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/solid-query"
import { ADMIN_ROWS } from "~/api/operator/admin"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

type Schemas = components["schemas"]
export type Invitation = Schemas["Invitation"]
export type InvitationWanted = Schemas["InvitationWanted"]

/** The invitations to create an account, newest first. */
export const useInvitations = (view: () => { cursor?: string }) => useQuery(() => invitationsQuery(view()))

const invitationsQuery = (view: { cursor?: string }) =>
  queryOptions({
    queryKey: [...keys.adminInvitations(), view],
    queryFn: () => unwrapPage(api.GET("/admin/invitations", { params: { query: { ...view, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

/** Creates an invitation, whose code is in the answer alone, or withdraws one. */
export function useInvitationChanges() {
  const queries = useQueryClient()
  const renew = () => queries.invalidateQueries({ queryKey: keys.adminInvitations() })
  return {
    create: async (body: InvitationWanted): Promise<string> => {
      const { invitation_code } = await unwrap(api.POST("/admin/invitations", { body }))
      await renew()
      return invitation_code
    },
    revoke: async (id: string) => {
      await unwrap(api.DELETE("/admin/invitations/{id}", { params: { path: { id } } }))
      await renew()
    },
  }
}
