/** How a relay comes to be. */
export const text = {
  setup: {
    title: "Setting up your relay",
    failedTitle: "Setup failed",
    otherAddress: "Choose another address",
    notYetOnline: "We’ll keep trying. If you don’t want this relay, delete it in Settings and it costs nothing.",
    log: "Setting up",
    scale: (done: number, of: number) => `${done} of ${of} steps done`,
    closable: "You can close this page. Setup continues without it.",
    longer: "This is taking longer than usual. We’ll keep trying, and nothing is lost.",
    steps: {
      saved: { title: "Saved", detail: (host: string) => `${host} is requested` },
      sent: {
        title: "Relay created on the server",
        detail: (_: string) => "With a key of its own, and you as its owner",
      },
      answered: {
        title: "First check",
        detail: (_: string) => "We open it at its own address, just as a member would",
      },
    },
    retry: {
      action: "Try again",
      sent: "Sent to the server again. If it’s refused again, the reason appears here.",
    },
    usually: "Usually takes a few seconds.",
    failed: (sentence: string) => `The server said: ${sentence}`,
    meanwhile: "While you wait",
    join: "Decide who can join",
    joinAnyone: "Currently: anyone.",
    joinInvited: "Currently: only people with an invite.",
    membersInvite: "Members can invite others.",
    ownerInvites: "Only you can invite.",
    review: "Review",
    picture: "Add a picture",
    pictureText: "Until then it uses the flag above.",
    add: "Add",
    app: "Get an app",
    appText: "Flotilla opens your relay on phones and computers. It’s free.",
    getApp: "Get Flotilla",
  },
} as const
