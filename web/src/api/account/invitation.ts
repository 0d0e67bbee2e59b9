import { useMutation, useQueryClient } from "@tanstack/solid-query"
import { ApiError, api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { forgetInvitation, keptInvitation } from "~/domain/invitation"

/** Uses the invitation that this browser keeps, if there is one, to create the account. */
export function useInvitation() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: async () => {
      const invitation = keptInvitation()
      if (!invitation) return
      const tenant = await unwrap(api.POST("/tenants", { body: { invitation } })).catch((refusal: unknown) => {
        if (refusal instanceof ApiError && refusal.code === "invitation-invalid") forgetInvitation()
        throw refusal
      })
      forgetInvitation()
      queries.setQueryData(keys.tenant(tenant.pubkey), tenant)
    },
  }))
}
