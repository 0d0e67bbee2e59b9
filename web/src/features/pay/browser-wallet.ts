/** A wallet that lives in the browser as an extension (WebLN). */
type BrowserWallet = { enable(): Promise<unknown>; sendPayment(lnbc: string): Promise<unknown> }

/** The result of the request: `silent` is no refusal, the wallet may still pay. */
export type WalletAnswer = "says-paid" | "silent"

/** How long the person may take to confirm in the wallet before other ways are offered again, in milliseconds. */
export const WALLET_WAIT_MS = 60_000

const wallet = (): BrowserWallet | undefined => {
  const found = (globalThis as { webln?: Partial<BrowserWallet> }).webln
  return typeof found?.enable === "function" && typeof found.sendPayment === "function"
    ? (found as BrowserWallet)
    : undefined
}

export const hasBrowserWallet = (): boolean => wallet() !== undefined

/** Asks the wallet to pay. Its answer proves nothing; the platform's wallet is checked. @throws the wallet's refusal */
export async function payInBrowser(lnbc: string): Promise<WalletAnswer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<WalletAnswer>((resolve) => {
    timer = setTimeout(() => resolve("silent"), WALLET_WAIT_MS)
  })
  try {
    return await Promise.race([asked(lnbc), silence])
  } finally {
    clearTimeout(timer)
  }
}

async function asked(lnbc: string): Promise<WalletAnswer> {
  const found = wallet()
  if (!found) return "silent"
  await found.enable()
  await found.sendPayment(lnbc)
  return "says-paid"
}
