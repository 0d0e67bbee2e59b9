/** How people and apps come to a relay. */
export const text = {
  invite: {
    title: "Invite link",
    text: "Anyone with this link can join and post. It does not run out.",
    textOpen: "Anyone may join this relay. The link brings them here at once.",
    label: "Invite link",
    qr: "QR code of the invite link",
    share: "Share",
    byHand: "Address and code, for other apps",
    address: "Relay address",
    code: "Invite code",
    local: "Only this machine reaches this relay, so there is no link. An app here takes the address and the code.",
    loading: "Reading the invite link",
    failed: "The invite link could not be read.",
    again: "Try again",
    dialog: "Invite people",
    keepOut: "Somebody with the link should not come in? Ban them on the page of members.",
    shareTitle: (name: string) => `Join ${name}`,
    show: "Show code",
    hide: "Hide code",
    off: "Invites work once the relay is online.",
  },
  openIn: {
    title: (name: string) => `Open ${name} in an app`,
    text: "You sign in there with the same key as here.",
    apps: {
      Flotilla: "Made for communities. On the web and on phones.",
      Coracle: "Shows what is written there, and who writes. On the web.",
      Jumble: "A feed of everything that is written there. On the web.",
    },
    open: (app: string) => `Open in ${app}`,
    other: "Another app asks for the relay address:",
    local:
      "This relay has an address of this machine alone (a demo). Apps on the web and on phones cannot reach it. An app on this machine can, by its address.",
  },
} as const
