/** How invoices pay themselves: the connected wallet and the saved card. */
export const text = {
  title: "Automatic payment",
  off: "Payments are off on this server, so there’s nothing to set up.",
  disputed: "On hold while a card payment is disputed.",
  wallet: {
    name: "Lightning wallet",
    none: "Not connected. Connect one to pay invoices automatically.",
    on: "Connected. Pays each invoice automatically.",
    failed: "Connected, but refused the last payment.",
    budget: (sum: string) => `Budget: ${sum}`,
    id: "Wallet",
    refused: "Your wallet refused the last payment.",
    refusedText: (said: string) =>
      `“${said}”. Raise the budget in your wallet, connect a different wallet, or pay manually.`,
    connect: "Connect",
    connectLabel: "Connect a wallet",
    manage: "Manage",
    manageLabel: "Manage your wallet",
  },
  card: {
    name: "Card",
    none: "No card saved",
    on: (brand: string, last4: string) => `${brand} ending in ${last4}`,
    onBackup: (brand: string, last4: string) => `${brand} ending in ${last4}, used if the wallet fails`,
    saved: "A card is saved",
    refused: "Your card was refused.",
    refusedText: (said: string) => `${said} You can also pay manually.`,
    add: "Add a card",
    manage: "Manage",
    manageLabel: "Manage your card",
  },
} as const
