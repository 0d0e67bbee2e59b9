/** The words of the login page, of making a key, and of the dialog that asks for it again. */
export const text = {
  title: "Log in",
  heading: "Sign in with your key",
  lead: "Your key is your account, here and in every other Nostr app. It never leaves your device.",
  home: (name: string) => `${name}, start page`,
  back: "Back",
  otherWays: "Other ways to log in",
  again: "Try again",
  cancel: "Cancel",
  close: "Close",
  newHere: "New here?",
  makeKey: "Make a key",
  makeKeyHelp: "Takes a few minutes. No email address, no phone number.",
  foot: "Your key stays on your device.",
  footOther: "The secret key stays in this page’s memory and goes when you close it.",
  footNew: "The key is made on this device. We never see it.",
  checkHeading: "Nothing happening? Check this:",
  noInfo: "This server could not be reached, so you cannot log in now.",

  ways: {
    label: "Ways to log in",
    extension: {
      title: "Browser extension",
      looking: "Looking for one in this browser",
      found: (name: string | undefined) => (name ? `Found: ${name}` : "Found in this browser"),
      missing: "None found in this browser",
    },
    app: {
      title: "Signer app",
      help: "Scan a code with Amber or another signer",
      phone: "Open Amber or another signer",
      kept: "Connected on this device",
    },
    link: { title: "Connection link", help: "Paste a link that starts with bunker://" },
    file: {
      title: "Key file",
      help: "Open the backup you saved, with its password",
      kept: (name: string) => `${name}, kept on this device. It asks for your password`,
    },
  },

  extension: {
    heading: "Approve in your extension",
    lead: "Your browser extension keeps your key. It asks you whether it may sign you in here.",
    waiting: "Waiting for you to approve this in your browser extension.",
    checks: [
      "Click the extension’s icon in the browser’s bar. It may be locked, or its question may be behind this window.",
      "If you answered “never” earlier, take this address off the list in the extension’s settings.",
      "Reload this page if you installed the extension a moment ago.",
    ],
    missing: "No extension found",
    missingText:
      "Extensions such as Alby, nos2x or Keys.Band keep your key in the browser. Install one, or choose another way to log in.",
  },

  app: {
    heading: "Connect your signer app",
    lead: "A signer app such as Amber keeps your key on your phone and asks you before it signs.",
    code: "Code to scan with your signer app",
    scan: "Scan this with the signer app on your phone.",
    open: "Open my signer app",
    showCode: "Show the code, to scan it with another device",
    copy: "Link of this code",
    copyWord: "Copy link",
    waiting: "Waiting for your signer app.",
    oldAnswer:
      "Your signer app answered in an old way that does not prove it is yours. Choose “Connection link” in it, and paste that link here.",
    useLink: "Paste a connection link",
    newCode: "Show a new code",
    checks: [
      "Is the phone online? The code travels over the internet, not over your own network.",
      "Look in the signer app whether it asks you to allow the connection.",
      "Not every camera app knows these codes. Scan it inside the signer app.",
      "Some signer apps cannot scan. Copy a connection link there, and paste it here instead.",
    ],
    noRelays: "This server names no relay over which a signer app could be reached. Use another way to log in.",
  },

  link: {
    heading: "Paste your connection link",
    lead: "Your signer app can make a link for this page. It starts with bunker:// and is only good for connecting.",
    label: "Connection link",
    connect: "Connect",
    waiting: "Waiting for you to approve this in your signer app.",
    checks: [
      "Open the signer app. It may ask you to allow the connection, or it may be asleep.",
      "Many links work only once. Make a new one if this one was used before.",
      "Is the signer app online?",
    ],
  },

  approve: {
    text: "Your signer app wants you to approve this on its own page.",
    open: "Open that page",
    opened: "A new tab opens. Come back here when you are done.",
  },

  confirm: {
    heading: "Is this you?",
    lead: "The signer app is connected with this key. Go on only if you know it.",
    noName: "No name found for this key",
    id: "Your ID",
    yes: "Yes, log in",
    no: "No, stop",
    keptHeading: "Go on as you were?",
    keptLead: "This device is still connected with your signer app.",
    anew: "Connect anew",
    waiting: "Waiting for you to approve the sign-in in your signer app.",
    checks: [
      "Look in the signer app: it asks a second time, to sign you in.",
      "If the app was closed in between, open it again.",
    ],
  },

  file: {
    heading: "Open your key file",
    lead: "The file you saved when you made your key. It stays on this device.",
    keptLead: "This device keeps your locked key. Type the password you chose for it.",
    choose: "Choose key file",
    chosen: (name: string) => `Chosen: ${name}`,
    other: "Use another key file",
    paste: "Or paste what is in it",
    pasteHelp: "The line that starts with ncryptsec1.",
    password: "Password of the file",
    remember: "Keep the locked key on this device",
    rememberHelp: "Next time only the password is asked. Leave it off on a device that others use.",
    open: "Log in",
    opening: "Opening the key. This takes a few seconds.",
    tooBig: "That file is too big to be a key file.",
    forget: "Nobody can reset the password, not even we.",
  },

  secret: {
    summary: "Other ways",
    heading: "Use your secret key",
    warning: "Whoever has this key is you, for ever.",
    warningText:
      "A browser extension, a signer app or a key file is safer. The key you paste here stays in this page’s memory until you log out or close it.",
    label: "Secret key",
    help: "Starts with nsec1.",
    demo: "To get in as the operator of this demo, paste the key in data/keys/operator.nsec.",
    link: "Use a secret key",
    go: "Log in",
  },

  password: {
    show: "Show password",
    hide: "Hide password",
    least: (count: number) => `At least ${count} characters. Four words that do not belong together are good.`,
    short: (missing: number) => (missing === 1 ? "One character more." : `${missing} characters more.`),
    weak: "Too easy to guess. Try four words that do not belong together.",
    fair: "Good enough. A few more characters make it strong.",
    strong: (least: number) => `Strong enough. At least ${least} characters.`,
  },

  make: {
    step: (now: number, all: number) => `Step ${now} of ${all}`,
    name: {
      heading: "What should people call you?",
      lead: "This name is shown to others. You can change it later in any Nostr app.",
      label: "Your name",
      missing: "Type a name. It does not have to be your real one.",
      tooLong: (most: number) => `At most ${most} characters.`,
      go: "Continue",
    },
    save: {
      heading: "Save your key",
      lead: "This key is your account. If you lose it, nobody can give you a new one, not even we. So keep it in a file, locked with a password.",
      password: "Password for the file",
      fileHelp: "Keep a copy somewhere other than this device.",
      save: "Save key file",
      saveAgain: "Save it again",
      saved: "Saved to your downloads",
      locking: "Locking the key. This takes a few seconds.",
      changed: "The password is another now. Save the key file again.",
      tick: "I have the file and know the password. I understand that nobody can reset it.",
      remember: "Keep the locked key on this device too, so that only the password is asked next time.",
      go: "Continue",
      whySave: "Save the key file first.",
      whyTick: "Tick the box first.",
      signing: "Signing you in.",
    },
    done: {
      heading: (name: string) => `You are in, ${name}`,
      lead: "Your key is made and saved. The same key opens every other Nostr app, with the same name.",
      fileTitle: "The key file is your way back in.",
      fileText: "On any device: “Log in”, “Key file”, and your password.",
      signerTitle: "Later, move the key to a signer app.",
      signerText:
        "An app such as Amber, or a browser extension, keeps it safer than a file. It can open the key file too.",
      namePending: "Telling other apps your name.",
      nameTold: "Other apps can see your name now.",
      nameUntold: "Your name could not be told to other apps just now. You can set it there at any time.",
      goBack: "Go on with your relay",
      go: "Go to my relays",
      goOn: "Go on",
    },
    file: {
      stem: (product: string, name: string) => `${product}-key-${name}.txt`,
      content: (file: { product: string; name: string; id: string; day: string; locked: string }) =>
        `Key file of ${file.name}

This is the key of your account, locked with the password you chose. Whoever has
both is you, here and in every other Nostr app. Nobody can reset the password.

To log in: choose “Key file” on the login page, then this file.

Name:  ${file.name}
ID:    ${file.id}
Made:  ${file.day}, with ${file.product}

${file.locked}
`,
    },
  },

  why: {
    open: "Why keys?",
    heading: "Why a key and not a password?",
    paragraphs: [
      "With a password, the account belongs to the site: it can lock you out, lose your data, or close. With a key the account is yours. Sites only check that you hold it.",
      "The same key works in every Nostr app. Your name, your contacts and what you wrote come along, and no site can take them away.",
      "The other side of it: nobody can reset a key. That is why you save it in a file first, locked with a password.",
    ],
  },

  unlock: {
    title: "Unlock to go on",
    lead: "Your sign-in has ended. What you typed on the page stays where it is.",
    keyLead: "Your key was only in this page’s memory. Type its password, and you go on where you were.",
    password: "Password of your key",
    go: "Unlock",
    extension: "Ask the extension",
    remote: "Ask the signer app",
    secret: "Use the secret key instead",
    fileInstead: "Use a key file instead",
    later: "Not now",
    logOut: "Log out",
    otherKey: "That is the key of another account. Log out first to use it here.",
    lostRemote: "The connection to your signer app is not on this device any more. Log out, and connect it again.",
  },

  approval: {
    label: "Your signer is asked",
    extension: "Waiting for you to approve this in your browser extension.",
    remote: "Waiting for you to approve this in your signer app.",
  },
} as const
