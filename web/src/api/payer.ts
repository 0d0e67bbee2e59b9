import { useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/**
 * Creates the tenant of the signed-in key if it is absent: a wallet or card may be connected before the first relay.
 */
const ensureTenant = () => unwrap(api.POST("/tenants", { body: {} }))

/**
 * Connects a wallet by its link, or disconnects with an empty one. The link is a secret: it is sent once and not stored
 * here.
 */
export function useConnectWallet(pubkey: () => string) {
  const queries = useQueryClient()
  return useMutation(() => ({
    gcTime: 0,
    mutationFn: async (nwcUrl: string) => {
      await ensureTenant()
      return unwrap(api.PUT("/tenants/{pubkey}", { params: { path: { pubkey: pubkey() } }, body: { nwc_url: nwcUrl } }))
    },
    onSuccess: (tenant) => {
      queries.setQueryData(keys.tenant(pubkey()), tenant)
      void queries.invalidateQueries({ queryKey: keys.tenant(pubkey()) })
    },
  }))
}

/** The address where cards are added and removed, which returns to `returnUrl`. */
export const useCardPortal = (pubkey: () => string) =>
  useMutation(() => ({
    mutationFn: async (returnUrl: string) => {
      await ensureTenant()
      return unwrap(
        api.GET("/tenants/{pubkey}/stripe/session", {
          params: { path: { pubkey: pubkey() }, query: { return_url: returnUrl } },
        }),
      )
    },
  }))
