import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { QUOTE_AGE_MS } from "~/api/invoices"
import type { components } from "~/api/schema.gen"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

export type Team = components["schemas"]["Team"]
export type TeamRole = components["schemas"]["TeamMember"]["role"]
export type OfferedRelay = components["schemas"]["OfferedRelay"]
export type TransferPrice = components["schemas"]["TransferPrice"]

/** Interval of reading the relays of others while their list is visible: an offer ends by itself without an event. */
const LOOK_AGAIN_MS = 30_000

const relay = (id: string) => ({ params: { path: { id } } })
const person = (id: string, pubkey: string) => ({ params: { path: { id, pubkey } } })

/** The people who run a relay with its owner, and the open offer to transfer it. */
export const useTeam = (id: () => string) => useQuery(() => teamQuery(id()))

const teamQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayTeam(id),
    queryFn: () => unwrap(api.GET("/relays/{id}/team", relay(id))),
  })

/** The relays of others that a person helps to run, and the relays offered to the person. */
export const useTeamRelays = (pubkey: () => string | undefined) =>
  useQuery(() => ({ ...teamRelaysQuery(pubkey() ?? ""), enabled: pubkey() !== undefined }))

const teamRelaysQuery = (pubkey: string) =>
  queryOptions({
    queryKey: keys.teamRelays(pubkey),
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/team-relays", { params: { path: { pubkey } } })),
    refetchInterval: LOOK_AGAIN_MS,
  })

/** Adds a person to the team, or changes their role. */
export function useSetRole(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: ({ pubkey, role }: { pubkey: string; role: TeamRole }) =>
      unwrap(api.PUT("/relays/{id}/team/{pubkey}", { ...person(id(), pubkey), body: { role } })),
    onSuccess: keep,
  }))
}

/** Removes a person from the team; one's own key leaves it. */
export function useRemoveFromTeam(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.DELETE("/relays/{id}/team/{pubkey}", person(id(), pubkey))),
    onSuccess: keep,
  }))
}

/** Offers the relay to a person. It changes its owner when they accept. */
export function useOfferTransfer(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.POST("/relays/{id}/transfer", { ...relay(id()), body: { pubkey } })),
    onSuccess: keep,
  }))
}

export function useWithdrawTransfer(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: () => unwrap(api.DELETE("/relays/{id}/transfer", relay(id()))),
    onSuccess: keep,
  }))
}

/** What the reader would pay for a relay that is offered to them. Read again while it is shown, like any quote. */
export const useTransferPrice = (id: () => string) => useQuery(() => transferPriceQuery(id()))

const transferPriceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.transferPrice(id),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: QUOTE_AGE_MS,
    retry: false,
    queryFn: () => unwrap(api.POST("/relays/{id}/transfer/quote", relay(id))),
  })

/** Accepts an offered relay at the price that the reader has seen. A dearer one is a conflict, and read again. */
export function useAcceptTransfer(id: () => string) {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: ({ plan_id, quote }: TransferPrice) =>
      unwrap(api.POST("/relays/{id}/transfer/accept", { ...relay(id()), body: { plan_id, due: quote.due.amount } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenant"] }),
    onError: () => queries.invalidateQueries({ queryKey: keys.transferPrice(id()) }),
  }))
}

/** Declines a relay that is offered to the reader. */
export function useDeclineTransfer(id: () => string) {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: () => unwrap(api.POST("/relays/{id}/transfer/decline", relay(id()))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenant"] }),
  }))
}

/** Stores a response, and reloads what else it changes. */
function useKeep(id: () => string) {
  const queries = useQueryClient()
  return (team: Team) => {
    queries.setQueryData(keys.relayTeam(id()), team)
    void queries.invalidateQueries({ queryKey: keys.relayActivity(id()) })
    void queries.invalidateQueries({ queryKey: ["tenant"] })
  }
}
