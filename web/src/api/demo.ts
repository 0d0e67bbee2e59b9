import { useMutation } from "~/api/query"
import { api, unwrap } from "./client"

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
