import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type TenantEmail = components["schemas"]["TenantEmail"]

/** The email address to which a tenant's notices are sent as well. */
export const useEmail = (pubkey: () => string) => useQuery(() => emailQuery(pubkey()))

const emailQuery = (pubkey: string) =>
  queryOptions({
    queryKey: keys.tenantEmail(pubkey),
    // The address is confirmed in another tab or on another device.
    refetchOnWindowFocus: "always",
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/email", { params: { path: { pubkey } } })),
  })

/** Sets or removes the address, or sends the mail that confirms it once more. */
export function useEmailChanges(pubkey: () => string) {
  const queries = useQueryClient()
  const path = () => ({ path: { pubkey: pubkey() } })
  const onSuccess = (email: TenantEmail) => {
    queries.setQueryData(keys.tenantEmail(pubkey()), email)
  }
  const set = useMutation(() => ({
    mutationFn: (address: string) => unwrap(api.PUT("/tenants/{pubkey}/email", { params: path(), body: { address } })),
    onSuccess,
  }))
  const send = useMutation(() => ({
    mutationFn: () => unwrap(api.POST("/tenants/{pubkey}/email/send", { params: path() })),
    onSuccess,
  }))
  const remove = useMutation(() => ({
    mutationFn: () => unwrap(api.DELETE("/tenants/{pubkey}/email", { params: path() })),
    onSuccess,
  }))
  return { set, send, remove }
}

/** Confirms the address of the token in a mail. */
export const useVerifyEmail = () =>
  useMutation(() => ({
    mutationFn: (token: string) => unwrap(api.POST("/email/verify", { body: { token } })),
  }))

/** Ends the mails to the address of the token in a mail. */
export const useUnsubscribe = () =>
  useMutation(() => ({
    mutationFn: (token: string) => unwrap(api.POST("/email/unsubscribe", { params: { query: { token } } })),
  }))
