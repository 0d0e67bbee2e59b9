import { useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** Makes the tenant of the key that is signed in, unless there is one: a wallet or card may be connected before the first relay. */
const ensureTenant = () => unwrap(api.POST("/tenants", { body: {} }))

/**
 * Connects a wallet by its connection link, or disconnects with an empty one. The link is a secret: it goes to the server once, and is
 * kept nowhere on this side.
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

/** Where cards are saved and taken away, coming back to `returnUrl`. */
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
