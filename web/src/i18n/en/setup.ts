/** How a relay comes to be. */
export const text = {
  setup: {
    title: "Setting up your relay",
    log: "Setting up",
    scale: (done: number, of: number) => `${done} of ${of} steps done`,
    closable: "You can close this page. Setting up goes on without it.",
    longer: "This takes longer than usual. It is tried again by itself, and nothing is lost.",
    steps: {
      saved: { title: "Name reserved", detail: (host: string) => `${host} is yours` },
      sent: {
        title: "Relay created on its host",
        detail: (_: string) => "With a key of its own, and you as its owner",
      },
      answered: { title: "First answer", detail: (_: string) => "We open it at its own address, as a member would" },
    },
    usually: "Usually takes a few seconds.",
    failed: (sentence: string) => `Its host said: ${sentence}`,
    meanwhile: "Meanwhile",
    join: "Decide who may join",
    joinAnyone: "Now: anyone.",
    joinInvited: "Now: only people with an invite.",
    membersInvite: "Members may invite others.",
    ownerInvites: "Only you may invite.",
    review: "Review",
    picture: "Add a picture",
    pictureText: "Until then it flies the flag above.",
    add: "Add",
    app: "Get an app",
    appText: "Flotilla opens your relay on phones and computers. It is free.",
    getApp: "Get Flotilla",
  },
} as const
