import { useMutation } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/** The generated types omit a field that is always null; it is present. */
type Nothing = Promise<{ data?: { data: null }; error?: unknown; response: Response }>

/** Pays a Lightning invoice with the demo's own wallet. */
export const useDemoWallet = () =>
  useMutation(() => ({
    mutationFn: (lnbc: string) =>
      unwrap(api.POST("/dev/wallet/pay", { body: { invoice: lnbc } }) as unknown as Nothing),
  }))

/** The connection link of a new wallet with play money. */
export const demoConnection = async (): Promise<string> => (await unwrap(api.GET("/dev/wallet"))).nwc_url

/** The public key in that link, which identifies the demo's wallet. The rest is not stored. */
const walletKey = (link: string): string | null => /^nostr\+walletconnect:\/\/([0-9a-f]{64})/.exec(link)?.[1] ?? null

/** The key of the demo's own wallet, to recognise it among connected ones. */
export const useDemoWalletKey = (wanted: () => boolean) =>
  useQuery(() => ({
    queryKey: keys.demoWallet(),
    enabled: wanted(),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => walletKey(await demoConnection()),
  }))
