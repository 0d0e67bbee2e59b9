import { useMutation } from "@tanstack/solid-query"
import { ApiError, send } from "./client"

/** Pays a payment code with the demo's own wallet. @throws ApiError the wallet's refusal */
export const useDemoWallet = () =>
  useMutation(() => ({
    mutationFn: (lnbc: string) => ask("POST", "/dev/wallet/pay", { invoice: lnbc }),
  }))

/** A connection to the demo's wallet for paying by itself, as a wallet app would show it. */
export async function demoConnection(): Promise<string> {
  const wallet = await ask("GET", "/dev/wallet")
  const url = (wallet as { nwc_url?: unknown } | null)?.nwc_url
  if (typeof url !== "string") throw new ApiError("", "unreadable")
  return url
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await send(
    new Request(new URL(path, location.origin), {
      method,
      headers: { Accept: "application/json", ...(body !== undefined && { "Content-Type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  const json = (await answer.json()) as { data?: unknown; error?: string; code?: string }
  if (!answer.ok) throw new ApiError(json.error ?? "", json.code ?? "unreadable", { status: answer.status })
  return json.data
}
