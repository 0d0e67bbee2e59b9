/** How invoices pay themselves: the connected wallet and the saved card. */
export const text = {
  title: "Automatic payment",
  off: "This server has no payments switched on, so there is nothing to set up.",
  wallet: {
    name: "Lightning wallet",
    none: "Not connected. Connected, it pays each invoice at once.",
    on: "Connected, pays each invoice at once",
    failed: "Connected, refused the last payment",
    budget: (sum: string) => `Budget: ${sum}`,
    id: "Wallet",
    refused: "Your wallet refused the last payment.",
    refusedText: (said: string) =>
      `It said: “${said}”. Raise the budget in the wallet, connect another one, or pay by hand.`,
    connect: "Connect",
    connectLabel: "Connect a wallet",
    manage: "Manage",
    manageLabel: "Manage your wallet",
  },
  card: {
    name: "Card",
    none: "No card saved",
    on: (brand: string, last4: string) => `${brand} ending ${last4}`,
    onBackup: (brand: string, last4: string) => `${brand} ending ${last4}, used if the wallet fails`,
    saved: "A card is saved",
    refused: "Your card was refused.",
    refusedText: (said: string) => `${said} You can also pay by hand.`,
    add: "Add a card",
    manage: "Manage",
    manageLabel: "Manage your card",
  },
} as const
