/** How people and apps come to a relay. */
export const text = {
  invite: {
    title: "Invite link",
    text: "Anyone with this link can join and post. It doesn’t expire.",
    textOpen: "Anyone can join this relay. The link takes them straight to it.",
    label: "Invite link",
    qr: "QR code of the invite link",
    share: "Share",
    byHand: "Address and code for other apps",
    address: "Relay address",
    code: "Invite code",
    local:
      "This demo relay can only be reached from this computer, so there’s no link to share. In an app on this computer, enter the address and the code.",
    loading: "Loading the invite link",
    failed: "We couldn’t load the invite link.",
    again: "Try again",
    dialog: "Invite people",
    keepOut: "To keep someone out who has the link, ban them on the Members page.",
    shareTitle: (name: string) => `Join ${name}`,
    show: "Show code",
    hide: "Hide code",
    off: "Invites work once the relay is online.",
  },
  openIn: {
    title: (name: string) => `Open ${name} in an app`,
    text: "Log in there with the key you use here.",
    apps: {
      Flotilla: "Made for communities. On the web and on phones.",
      Coracle: "Read posts and see who wrote them. On the web.",
      Jumble: "A single feed of everything posted. On the web.",
    },
    open: (app: string) => `Open in ${app}`,
    other: "Using another app? Paste this relay address:",
    local:
      "This demo relay can only be reached from this computer. Apps on the web or on phones can’t open it; an app on this computer can, using this address.",
  },
} as const
