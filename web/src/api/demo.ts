import { useMutation, useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** The generated types drop what is always null from an answer; it is there. */
type Nothing = Promise<{ data?: { data: null }; error?: unknown; response: Response }>

/** Pays a payment code with the demo's own wallet. */
export const useDemoWallet = () =>
  useMutation(() => ({
    mutationFn: (lnbc: string) =>
      unwrap(api.POST("/dev/wallet/pay", { body: { invoice: lnbc } }) as unknown as Nothing),
  }))

/** The connection link of a wallet of one's own, full of play money. */
export const demoConnection = async (): Promise<string> => (await unwrap(api.GET("/dev/wallet"))).nwc_url

/** The public half of that link, which says that a wallet is the demo's; the rest of it is kept nowhere. */
const walletKey = (link: string): string | null => /^nostr\+walletconnect:\/\/([0-9a-f]{64})/.exec(link)?.[1] ?? null

/** The key of the demo's own wallet, by which it is known among connected ones. */
export const useDemoWalletKey = (wanted: () => boolean) =>
  useQuery(() => ({
    queryKey: keys.demoWallet(),
    enabled: wanted(),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => walletKey(await demoConnection()),
  }))
