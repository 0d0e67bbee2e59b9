/** The words of the form that creates a key, and of the file that it saves. */
export const text = {
  heading: "Create your key",
  lead: "Your key is your account, here and in every other Nostr app. If you lose it, nobody can replace it, not even us. Save it in a file locked with a password.",
  name: {
    label: "Your name",
    help: "Others see this name. You can change it later, on the page Account.",
    missing: "Enter a name. It doesn’t have to be your real one.",
    tooLong: (most: number) => `At most ${most} characters.`,
  },
  password: "File password",
  fileHelp: "Keep a copy somewhere other than this device.",
  save: "Save key file",
  saveAgain: "Save it again",
  saved: "Saved to your downloads",
  locking: "Locking the key. This takes a few seconds.",
  changed: "You changed the name or the password. Save the key file again.",
  tick: "I’ve saved the file and I know the password. I understand that nobody can reset it.",
  remember: "Keep the locked key on this device too, so I only need the password next time.",
  go: "Continue",
  whySave: "Save the key file first.",
  whyTick: "Tick the box first.",
  signing: "Logging you in.",
  haveKey: "Already have a key?",
  logIn: "Log in",
  nameUnpublished: "We couldn’t publish your name. Try again on the page Account, with “Edit profile”.",
  file: {
    stem: (product: string, name: string) => `${product}-key-${name}.txt`,
    content: (file: { product: string; name: string; id: string; day: string; locked: string }) =>
      `Key file for ${file.name}

This is the key to your account, locked with the password you chose. Anyone who has
both can act as you, here and in every other Nostr app. Nobody can reset the password.

To log in: choose “Key file” on the login page, then this file.

Name:     ${file.name}
ID:       ${file.id}
Created:  ${file.day}, with ${file.product}

${file.locked}
`,
  },
} as const
