/** A wallet that lives in the browser as an extension (WebLN). */
type BrowserWallet = { enable(): Promise<unknown>; sendPayment(lnbc: string): Promise<unknown> }

/** What became of asking it: `silent` is no refusal, it may pay yet. */
export type WalletAnswer = "says-paid" | "silent"

/** So long somebody has to confirm it in the wallet before the other ways are free again, in milliseconds. */
export const WALLET_WAIT_MS = 60_000

const wallet = (): BrowserWallet | undefined => {
  const found = (globalThis as { webln?: Partial<BrowserWallet> }).webln
  return typeof found?.enable === "function" && typeof found.sendPayment === "function"
    ? (found as BrowserWallet)
    : undefined
}

export const hasBrowserWallet = (): boolean => wallet() !== undefined

/** Asks it to pay. What it says is no proof: the money is looked for where it arrives. @throws what the wallet refused with */
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
