/** A wallet that lives in the browser as an extension (WebLN). */
type BrowserWallet = { enable(): Promise<unknown>; sendPayment(lnbc: string): Promise<unknown> }

const wallet = (): BrowserWallet | undefined => {
  const found = (globalThis as { webln?: Partial<BrowserWallet> }).webln
  return typeof found?.enable === "function" && typeof found.sendPayment === "function"
    ? (found as BrowserWallet)
    : undefined
}

export const hasBrowserWallet = (): boolean => wallet() !== undefined

/** Asks it to pay. What it says is no proof: the money is looked for where it arrives. @throws what the wallet refused with */
export async function payInBrowser(lnbc: string): Promise<void> {
  const found = wallet()
  if (!found) return
  await found.enable()
  await found.sendPayment(lnbc)
}
